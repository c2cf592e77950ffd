import { commandSchemas, type OpenCommand, openCommands, serviceOfCommand } from '@atms/contracts';
import type { CommandAnswer, CommandBus, Ids } from '@atms/eventsourcing';
import { type Context, Hono } from 'hono';
import { answerProblem } from './answer-problem.ts';

export interface CommandRoutesOptions {
  readonly commands: CommandBus;
  readonly ids: Ids;
}

/**
 * `POST /api/commands/:name` with the command's payload as JSON. The same `Idempotency-Key` for the same command is the
 * same command: it is answered with what was decided the first time.
 *
 * 200 `{ position, body }` · 400 does not fit · 404 no such command · 409 rejected, with the rejection's code.
 */
export function createCommandRoutes(options: CommandRoutesOptions): Hono {
  const routes = new Hono();
  routes.post('/api/commands/:name', (context) => answerCommand(context, options));
  return routes;
}

async function answerCommand(context: Context, options: CommandRoutesOptions): Promise<Response> {
  const name = openCommands.find((one) => one === context.req.param('name'));
  if (name === undefined) return noSuchCommand(context);
  const key = context.req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) return badKey(context);
  const body: unknown = await context.req.json().catch(() => undefined);
  const payload = commandSchemas[name].safeParse(body);
  if (!payload.success) return doesNotFit(context, name, payload.error.issues);
  const commandId = options.ids.derivedEvent(`${name} ${key ?? options.ids.entity()}`);
  const service = serviceOfCommand(name, payload.data);
  const request = { service, name, payload: payload.data, commandId };
  return toResponse(context, await options.commands.request(request));
}

function toResponse(context: Context, answer: CommandAnswer): Response {
  if (answer.kind === 'accepted') {
    return context.json({ position: answer.position, body: answer.body ?? null });
  }
  const { code, message, fields } = answer;
  return answerProblem(context, {
    status: 409,
    code,
    detail: message,
    ...(fields === undefined ? {} : { fields }),
  });
}

function noSuchCommand(context: Context): Response {
  const detail = `There is no command '${context.req.param('name') ?? ''}'. There are: ${openCommands.join(', ')}`;
  return answerProblem(context, { status: 404, code: 'no-such-command', detail });
}

function badKey(context: Context): Response {
  const detail = 'An Idempotency-Key is 1 to 200 visible ASCII characters';
  return answerProblem(context, { status: 400, code: 'bad-idempotency-key', detail });
}

interface Misfit {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function doesNotFit(context: Context, name: OpenCommand, misfits: readonly Misfit[]): Response {
  const problems = misfits.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = problems;
  const where = first === undefined || first.path === '' ? 'the body' : `'${first.path}'`;
  const detail = `${name} does not fit: ${where}: ${first?.message ?? 'is wrong'}`;
  return answerProblem(context, {
    status: 400,
    code: 'invalid-message',
    detail,
    fields: { problems },
  });
}
