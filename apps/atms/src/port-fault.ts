import { AtmsError, hasCode } from '@atms/eventsourcing';
import { z } from 'zod';

const live = z.object({ status: z.literal('live'), pid: z.int() });
const answerWithinMs = 1_000;

/** What to do when a port cannot be had; every other error as it is. */
export async function portFault(
  error: unknown,
  { port, atms }: { readonly port: number; readonly atms: string },
): Promise<unknown> {
  if (!hasCode(error, 'cannot-listen') || !(error instanceof Error)) return error;
  const instead = `Choose another one: ${atms} up --port ${port < 1024 ? 4680 : port + 1}, or set port in atms.config.yaml`;
  const message = hasCode(error.cause, 'EADDRINUSE')
    ? `Port ${port} is taken${await byWhom(port)}. ${instead}`
    : `${error.message}. ${instead}`;
  return new AtmsError('cannot-listen', message, { cause: error, fields: { port } });
}

async function byWhom(port: number): Promise<string> {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const response = await fetch(`http://127.0.0.1:${port}/livez`, { signal });
    const { pid } = live.parse(await response.json());
    return ` by another ATMS (process ${pid}), which serves another repository`;
  } catch {
    return '';
  }
}
