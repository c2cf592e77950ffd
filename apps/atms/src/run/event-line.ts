import type { EventType } from '@atms/contracts';
import type { EventView } from '@atms/monitoring';
import type { Colours } from '../render/colours.ts';
import { oneLine } from '../terminal.ts';

/** What a person wants to read while a workflow runs, and how much it matters. */
const tones: { readonly [T in EventType]?: keyof Colours } = {
  'workflow.approved': 'strong',
  'workflow.paused': 'attention',
  'workflow.resumed': 'strong',
  'workflow.completed': 'good',
  'workflow.failed': 'bad',
  'workflow.cancelled': 'bad',
  'task.started': 'quiet',
  'task.executed': 'quiet',
  'task.retried': 'attention',
  'task.paused': 'attention',
  'task.resumed': 'quiet',
  'task.escalated': 'bad',
  'task.completed': 'good',
  'task.failed': 'bad',
  'task.cancelled': 'bad',
  'validation.result': 'quiet',
  'merge.conflicted': 'attention',
  'approval.requested': 'attention',
  'approval.granted': 'quiet',
  'approval.denied': 'attention',
  'approval.expired': 'attention',
  'agent.offline': 'attention',
  'deadletter.recorded': 'bad',
};

const knownTones: Readonly<Record<string, keyof Colours | undefined>> = tones;

/** One line for an event, or none when it is a step that nobody waits for. */
export function eventLine({ type, at, sentence }: EventView, colours: Colours): string | undefined {
  const tone = knownTones[type];
  if (tone === undefined) return undefined;
  return `${colours.quiet(timeOfDay(at))}  ${colours[tone](oneLine(sentence))}`;
}

/** In the person's time zone. */
function timeOfDay(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { hour12: false });
}
