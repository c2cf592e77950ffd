import type { ReadDatabase } from './database.ts';
import type { DeadLetterDetail } from './operation-views.ts';

/** Oldest first; those that were redriven only where `redriven` asks for them. */
export async function deadLetterDetails(
  db: ReadDatabase,
  which: { readonly redriven: boolean },
): Promise<readonly DeadLetterDetail[]> {
  const all = db
    .selectFrom('dead_letters')
    .selectAll()
    .orderBy('recordedAt')
    .orderBy('eventPosition');
  const rows = await (which.redriven ? all : all.where('redrivenAt', 'is', null)).execute();
  return rows.map((row) => ({ ...row, command: redriveCommand(row) }));
}

export function redriveCommand(letter: {
  readonly consumer: string;
  readonly eventId: string;
}): string {
  return `atms deadletter redrive ${letter.consumer} ${letter.eventId}`;
}
