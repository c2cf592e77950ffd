import type { DeadLetterDetail } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import { localTime } from './event-row.ts';
import type { StatusStyle } from './status-text.ts';

/** Messages that nobody could handle, each with the command that tries it again, or with who did. */
export function deadLettersText(
  { deadLetters }: { readonly deadLetters: readonly DeadLetterDetail[] },
  style: StatusStyle,
): string {
  if (deadLetters.length === 0) return 'Every message was handled.';
  return deadLetters.map((letter) => letterText(letter, style)).join('\n');
}

function letterText(letter: DeadLetterDetail, { colours, called }: StatusStyle): string {
  const { consumer, eventType, eventPosition, deliveries, error, recordedAt } = letter;
  const what = `${consumer} gave up on ${eventType} at position ${eventPosition} after ${deliveries} deliveries, ${localTime(recordedAt)}: ${error}`;
  const { redrivenAt, redrivenBy, command } = letter;
  const then =
    redrivenAt === null
      ? called(command)
      : colours.quiet(oneLine(`redriven by ${redrivenBy ?? 'somebody'}, ${localTime(redrivenAt)}`));
  return `${colours.attention(oneLine(what))}\n  ${then}`;
}
