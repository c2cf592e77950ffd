import { commandSchemas, type OpenCommand, openCommands } from '@atms/contracts';
import { z } from 'zod';
import type { ApiPart } from './api-description.ts';
import { commandBodies } from './command-answers.ts';

const position = z
  .int()
  .min(0)
  .describe('Of the last event that the decision appended; 0 when there was nothing to append');

const answerOf = (name: OpenCommand) =>
  commandBodies[name] === undefined ? 'Decided' : `${name}Decided`;

const headers = z.object({
  'Idempotency-Key': z
    .exactOptional(z.string().regex(/^[\x21-\x7e]{1,200}$/))
    .describe('The same key for the same command is the same command'),
});

/** One operation for each command that people and programs may ask for. */
export const commandApi: ApiPart = {
  schemas: {
    ...Object.fromEntries(openCommands.map((name) => [name, commandSchemas[name]])),
    ...Object.fromEntries(
      openCommands.map((name) => [
        answerOf(name),
        z.object({ position, body: commandBodies[name] ?? z.null() }),
      ]),
    ),
  },
  operations: openCommands.map((name) => ({
    method: 'post',
    path: `/api/commands/${name}`,
    operationId: name,
    summary: inWords(name),
    headers,
    body: name,
    answers: { 'application/json': answerOf(name) },
    problems: [400, 409],
  })),
};

/** `PauseTask` → `Pause task`. */
function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
