import { commandSchemas, openCommands } from '@atms/contracts';
import { z } from 'zod';
import type { ApiPart } from './api-description.ts';

const decided = z.object({
  position: z
    .int()
    .min(0)
    .describe('Of the last event that the decision appended; 0 when there was nothing to append'),
  body: z.unknown().describe('What was decided, beside its events; null when that is nothing'),
});

const headers = z.object({
  'Idempotency-Key': z
    .exactOptional(z.string().regex(/^[\x21-\x7e]{1,200}$/))
    .describe('The same key for the same command is the same command'),
});

/** One operation for each command that people and programs may ask for. */
export const commandApi: ApiPart = {
  schemas: {
    Decided: decided,
    ...Object.fromEntries(openCommands.map((name) => [name, commandSchemas[name]])),
  },
  operations: openCommands.map((name) => ({
    method: 'post',
    path: `/api/commands/${name}`,
    operationId: name,
    summary: inWords(name),
    headers,
    body: name,
    answers: { 'application/json': 'Decided' },
    problems: [400, 409],
  })),
};

/** `PauseTask` → `Pause task`. */
function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
