/**
 * A log that already holds much: the events of one real workflow, written again and again with ids of their own.
 * Everything is as the services wrote it, sizes and order alike; only that no two copies share an id.
 */
import { join } from 'node:path';
import type { RecordedEvent } from '@atms/eventsourcing';
import { openLogDatabase, type LogDatabase, type SqlStatement } from '@atms/platform/embedded';
import { openSixServices } from './six-services.ts';
import { createWorkflowRunner, tenTaskAgents, tenTaskRequest } from './ten-task-workflow.ts';

const eventsPerTransaction = 10_000;
/** So many characters at the front of each id tell the copies apart. */
const headLength = 7;

/** @param workflows that ended, beside the one that is the model of them all. @returns how many events there are. */
export async function writeHistory(dataDirectory: string, workflows: number): Promise<number> {
  const model = await runModel(dataDirectory);
  const database = openLogDatabase(join(dataDirectory, 'log.db'), { onFatal });
  try {
    return writeCopies(database, model, workflows);
  } finally {
    database.close();
  }
}

/** The first event of a workflow comes after the registrations of the agents. */
async function runModel(dataDirectory: string): Promise<readonly RecordedEvent[]> {
  const options = { dataDirectory, agentKinds: tenTaskAgents };
  const services = await openSixServices(options);
  const runner = await createWorkflowRunner(services.platform);
  try {
    await runner.run(tenTaskRequest('model'));
  } finally {
    await runner.close();
    await services.close();
  }
  // The sweep of the next start gives back what the last attempts held: nothing is left open.
  await (await openSixServices(options)).close();
  const database = openLogDatabase(join(dataDirectory, 'log.db'), { onFatal });
  try {
    return readEvents(database);
  } finally {
    database.close();
  }
}

interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly event_id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

function readEvents(database: LogDatabase): readonly RecordedEvent[] {
  const rows = database.prepare('SELECT * FROM events ORDER BY position').all([]) as Row[];
  return rows.map(({ event_id, data, metadata, ...row }) => ({
    ...row,
    eventId: event_id,
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as RecordedEvent['metadata'],
  }));
}

/** An event as text that stands between the heads of ids. */
interface Template {
  readonly stream: readonly string[];
  readonly eventId: readonly string[];
  readonly data: readonly string[];
  readonly metadata: readonly string[];
  readonly type: string;
  readonly revision: number;
}

function writeCopies(
  database: LogDatabase,
  model: readonly RecordedEvent[],
  workflows: number,
): number {
  const insert = database.prepare(
    'INSERT INTO events (position, stream, revision, event_id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const templates = templatesOf(model.filter(({ type }) => type !== 'agent.registered'));
  const copy = createCopier(insert, model);
  const perTransaction = Math.ceil(eventsPerTransaction / templates.length);
  for (let from = 0; from < workflows; from += perTransaction) {
    database.transaction(() => {
      const to = Math.min(workflows, from + perTransaction);
      for (let number = from; number < to; number++) copy(templates, headOf(number));
    });
  }
  return model.length + workflows * templates.length;
}

/** The streams of agents go on from copy to copy; all the others are the copy's own. */
function createCopier(insert: SqlStatement, model: readonly RecordedEvent[]) {
  const heads = new Map<string, number>();
  for (const { stream, revision } of model) {
    if (stream.startsWith('agent-')) heads.set(stream, revision);
  }
  let position = model.length;
  return (templates: readonly Template[], head: string): void => {
    for (const template of templates) {
      const stream = template.stream.join(head);
      const shared = heads.get(stream);
      const revision = shared === undefined ? template.revision : shared + 1;
      if (shared !== undefined) heads.set(stream, revision);
      const [eventId, data, metadata] = [template.eventId, template.data, template.metadata].map(
        (parts) => parts.join(head),
      );
      position += 1;
      const { type } = template;
      const text = [eventId ?? '', type, data ?? '', metadata ?? ''];
      insert.run([position, stream, revision, ...text]);
    }
  };
}

const entityId = /[0-7][0-9A-HJKMNP-TV-Z]{25}/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function templatesOf(events: readonly RecordedEvent[]): readonly Template[] {
  const split = (text: string) =>
    text
      .replace(entityId, (id) => `\n${id.slice(headLength)}`)
      .replace(uuid, (id) => `\n${id.slice(headLength)}`)
      .split('\n');
  return events.map(({ stream, eventId, type, data, metadata, revision }) => ({
    stream: split(stream),
    eventId: split(eventId),
    data: split(JSON.stringify(data)),
    metadata: split(JSON.stringify(metadata)),
    type,
    revision,
  }));
}

/** Scattered as hashes are: neighbours in the log are no neighbours in an index. */
function headOf(number: number): string {
  const scattered = ((number + 1) * 7_368_787) % 9_999_991;
  return String(scattered % 8_000_000).padStart(headLength, '0');
}

function onFatal(error: unknown): never {
  throw error;
}
