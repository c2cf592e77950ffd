import { confirm, isCancel } from '@clack/prompts';

export type Answer = 'yes' | 'no' | 'interrupted' | 'settled';

/**
 * Asks on the terminal; the question is written to stderr, stdout is for data.
 * @param settled aborted when somebody else has answered meanwhile
 */
export async function ask(message: string, settled: AbortSignal): Promise<Answer> {
  const answer = await confirm({ message, output: process.stderr, signal: settled });
  if (settled.aborted) return 'settled';
  if (isCancel(answer)) return 'interrupted';
  return answer ? 'yes' : 'no';
}
