/**
 * Nothing may depend on the order in which messages come, on their coming once, or on being alone: every service runs
 * twice over one log, and what a smooth run of single services comes to must come out.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowDetail } from '../../services/monitoring/src/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  git,
  type LeftOver,
  makeWorkplace,
  nothing,
  readLeftOver,
  readLog,
  removeWorkplace,
  type Workplace,
} from '../faults/killed-runs.ts';
import { decided, openAtmsHere, type Special } from './atms-here.ts';
import { impatient, planOfIncidents } from './incidents.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

const sixTasks = fileURLToPath(new URL('../faults/six-tasks.yaml', import.meta.url));

/** What must be the same however rough it was. */
interface Outcome {
  readonly ends: Readonly<Record<string, readonly string[]>>;
  readonly merges: Readonly<Record<string, number>>;
  readonly states: readonly string[];
  readonly tree: string;
  readonly last: string;
}

interface Carried {
  readonly outcome: Outcome;
  readonly events: readonly LoggedEvent[];
  readonly leftOver: LeftOver;
}

/** Both plans at once in one repository, each on its own branch. */
async function carryOut(special: Special): Promise<Carried> {
  const workplace = await makeWorkplace();
  try {
    const meeting = join(workplace.folder, 'meeting');
    await mkdir(meeting);
    await writeFile(join(workplace.repository, 'atms.config.yaml'), impatient);
    const states = await runBoth(workplace, special, [
      await readFile(sixTasks, 'utf8'),
      planOfIncidents(meeting),
    ]);
    const events = await readLog(workplace);
    const tree = await git(workplace.repository, 'rev-parse', 'atms/six-tasks^{tree}');
    const last = await git(workplace.repository, 'show', 'atms/incidents:last/last.txt');
    const outcome = { ...endsAndMerges(events), states, tree, last };
    return { outcome, events, leftOver: await readLeftOver(workplace, events) };
  } finally {
    await removeWorkplace(workplace);
  }
}

async function runBoth(
  workplace: Workplace,
  special: Special,
  plans: readonly string[],
): Promise<readonly string[]> {
  const atms = await openAtmsHere(workplace, special);
  try {
    const ids = await Promise.all(plans.map(atms.begin));
    const settled = await Promise.all(ids.map(atms.settled));
    for (const { taskId } of settled.flatMap(escalatedTasks)) {
      await decided(atms.client, 'RejectTask', { taskId, by: 'me', reason: 'it never will' });
    }
    const ended = await Promise.all(ids.map(atms.settled));
    await Promise.all(ended.map(atms.released));
    return ended.map(({ state }) => state);
  } finally {
    await atms.close();
  }
}

function escalatedTasks({ tasks }: WorkflowDetail) {
  return tasks.filter(({ state }) => state === 'escalated');
}

function endsAndMerges(events: readonly LoggedEvent[]): Pick<Outcome, 'ends' | 'merges'> {
  const ends: Record<string, string[]> = {};
  const merges: Record<string, number> = {};
  const names = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'task.created') names.set(event.data.taskId, event.data.planTaskId);
    const name = 'taskId' in event.data ? (names.get(event.data.taskId ?? '') ?? '') : '';
    if (['task.completed', 'task.failed', 'task.cancelled'].includes(event.type)) {
      ends[name] = [...(ends[name] ?? []), event.type];
    }
    if (event.type === 'merge.applied') merges[name] = (merges[name] ?? 0) + 1;
  }
  return { ends, merges };
}

const count = (events: readonly LoggedEvent[], type: LoggedEvent['type']) =>
  events.filter((event) => event.type === type).length;

const executorsOf = (events: readonly LoggedEvent[]) =>
  [
    ...new Set(
      events.flatMap((event) => (event.type === 'task.started' ? event.data.executorId : [])),
    ),
  ].toSorted();

describe('every service twice over one log, with deliveries shuffled, repeated and concurrent', () => {
  let smooth: Carried;
  beforeAll(async () => {
    smooth = await carryOut({});
  });

  it('is compared with a smooth run in which all that may happen has happened', () => {
    const { outcome, events, leftOver } = smooth;
    expect(outcome.states).toEqual(['completed', 'failed']);
    expect(outcome.last).toBe('attempt 2\none\nother');
    expect(outcome.ends).toMatchObject({ red: ['task.completed'], never: ['task.failed'] });
    expect(count(events, 'merge.conflicted')).toBe(1);
    expect(count(events, 'task.escalated')).toBe(1);
    expect(findBreaches(events)).toEqual([]);
    expect(leftOver).toEqual(nothing);
  });

  it.each([1, 2, 3])('comes to the same with seed %i', async (seed) => {
    const { outcome, events, leftOver } = await carryOut({
      replicas: 2,
      rough: { seed },
      seams: { snapshotEvery: 5 },
    });
    expect(outcome).toEqual(smooth.outcome);
    expect(Object.values(outcome.merges)).toEqual(Array(10).fill(1));
    expect(count(events, 'merge.conflicted')).toBe(1);
    expect(count(events, 'deadletter.recorded')).toBe(0);
    expect(executorsOf(events)).toEqual(['local', 'local-2']);
    expect(findBreaches(events)).toEqual([]);
    expect(leftOver).toEqual(nothing);
  });
});
