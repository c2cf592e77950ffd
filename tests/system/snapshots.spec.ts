/** A start from snapshots has to know what one that folds the whole log knows, at whichever event they were taken. */
import { deserialize, serialize } from 'node:v8';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptView, type RecordedEvent, restoreTables } from '@atms/eventsourcing';
import { openLogDatabase } from '@atms/platform/embedded';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAgentBoard } from '../../services/agent-coordinator/src/projections/agent-board.ts';
import { createAssignments } from '../../services/executor/src/projections/assignments.ts';
import { createGatewayView } from '../../services/quality-gateway/src/projections/gateway-view.ts';
import { createQueueView } from '../../services/queue/src/projections/queue-view.ts';
import { createTaskBoard } from '../../services/task-manager/src/projections/task-board.ts';
import { makeWorkplace, readLog, removeWorkplace, type Workplace } from '../faults/killed-runs.ts';
import { decided, openAtmsHere } from './atms-here.ts';
import { impatient, planOfIncidents } from './incidents.ts';

const views: readonly (readonly [string, () => KeptView])[] = [
  ['task-manager', createTaskBoard],
  ['queue', createQueueView],
  ['agent-coordinator', createAgentBoard],
  ['executor/local', () => createAssignments('local')],
  ['quality-gateway', createGatewayView],
];

/** Retries, a conflict, an escalation, a failed workflow. @returns its log, and what was put away of it. */
async function carryOut() {
  const workplace = await makeWorkplace();
  try {
    const meeting = join(workplace.folder, 'meeting');
    await mkdir(meeting);
    await writeFile(join(workplace.repository, 'atms.config.yaml'), impatient);
    const atms = await openAtmsHere(workplace, { seams: { snapshotEvery: 10 } });
    try {
      const workflowId = await atms.begin(planOfIncidents(meeting));
      const { tasks } = await atms.settled(workflowId);
      for (const { taskId } of tasks.filter(({ state }) => state === 'escalated')) {
        await decided(atms.client, 'RejectTask', { taskId, by: 'me', reason: 'it never will' });
      }
      await atms.released(await atms.settled(workflowId));
    } finally {
      await atms.close();
    }
    return { events: await readLog(workplace), kept: keptIn(workplace) };
  } finally {
    await removeWorkplace(workplace);
  }
}

function keptIn({ repository }: Workplace): ReadonlyMap<string, number> {
  const onFatal = (error: unknown) => {
    throw error;
  };
  const database = openLogDatabase(join(repository, '.atms', 'log.db'), { onFatal });
  try {
    const rows = database.prepare('SELECT name, place FROM snapshots').all([]);
    return new Map((rows as { name: string; place: number }[]).map((row) => [row.name, row.place]));
  } finally {
    database.close();
  }
}

function folded(view: KeptView, events: readonly RecordedEvent[]): KeptView {
  for (const event of events) view.apply(event);
  return view;
}

describe('snapshots', () => {
  let carried: Awaited<ReturnType<typeof carryOut>>;
  beforeAll(async () => {
    carried = await carryOut();
  });

  it('are taken of every service that decides, with all that it has seen when it is closed', () => {
    const head = carried.events.at(-1)?.position ?? 0;
    for (const [name] of views) expect(carried.kept.get(name), name).toBeGreaterThan(head - 5);
  });

  it('are taken of streams that grow long', () => {
    const streams = [...carried.kept.keys()].filter((name) => name.startsWith('stream/'));
    expect(streams.map((name) => name.split('/')[1]?.split('-')[0])).toContain('agent');
  });

  it.each(views)('of %s hold, at whichever event, all that is needed to go on', (_name, create) => {
    const { events } = carried;
    const whole = folded(create(), events).tables;
    for (let cut = 0; cut <= events.length; cut++) {
      const before = folded(create(), events.slice(0, cut));
      const after = create();
      expect(restoreTables([after.tables], deserialize(serialize([before.tables])))).toBe(true);
      expect(folded(after, events.slice(cut)).tables, `after ${cut} events`).toEqual(whole);
    }
  });
});
