/** What keeps a task that has not begun: the plan, a pause, dependencies, time, paths, its turn, and who could do it. */
import { pathsOverlap, readPaths } from '@atms/plan';
import type { AgentRow, TaskRow } from '../projections/tables.ts';
import { textList } from '../queries/database.ts';
import { ableAgents, isForsaken } from './able-agents.ts';
import { namesOf, type Surroundings } from './surroundings.ts';
import type { CauseView } from './why-views.ts';

export function cause(
  code: CauseView['code'],
  text: string,
  more: Pick<CauseView, 'who'> & Partial<CauseView>,
): CauseView {
  return { by: [], since: null, commands: [], ...more, code, text };
}

export function planCause({ workflowId }: TaskRow): CauseView {
  const commands = [`atms approve ${workflowId}`, `atms reject ${workflowId}`];
  return cause('plan-not-approved', 'waits for the approval of the plan', {
    who: 'person',
    commands,
  });
}

function pauses(task: TaskRow, around: Surroundings): readonly CauseView[] {
  const { taskId, workflowId } = task;
  const workflow = around.workflows.get(workflowId);
  const own = cause('task-paused', 'is paused by a person', {
    who: 'person',
    commands: [`atms task resume ${taskId}`],
  });
  const whole = cause('workflow-paused', 'is held, since its workflow is paused', {
    who: 'person',
    commands: [`atms workflow resume ${workflowId}`],
  });
  return [...(task.paused === 1 ? [own] : []), ...(workflow?.paused === 1 ? [whole] : [])];
}

/** Everything that keeps a queued task from being ready. When nothing does, its turn has come or is about to. */
export function queueCauses(task: TaskRow, around: Surroundings): readonly CauseView[] {
  const named = [
    ...pauses(task, around),
    ...dependencies(task, around),
    ...backOff(task, around),
    ...lockedPaths(task, around),
  ];
  return named.length > 0 ? named : [turn(task, around)];
}

function dependencies(task: TaskRow, around: Surroundings): readonly CauseView[] {
  const open = textList(task.dependencies).filter(
    (id) => around.tasks.get(id)?.state !== 'completed',
  );
  if (open.length === 0) return [];
  return [cause('dependency', `waits for ${namesOf(open, around)}`, { who: 'atms', by: open })];
}

function backOff(task: TaskRow, { now }: Surroundings): readonly CauseView[] {
  const { notBefore, attempt } = task;
  if (notBefore === null || notBefore <= now) return [];
  return [
    cause('backing-off', `backs off before attempt ${attempt} until ${notBefore}`, {
      who: 'clock',
    }),
  ];
}

function lockedPaths(task: TaskRow, { locks, ...around }: Surroundings): readonly CauseView[] {
  const paths = textList(task.paths);
  if (paths.length === 0 || locks.some((lock) => lock.taskId === task.taskId)) return [];
  const wanted = readPaths(paths);
  const holders = locks.filter(({ walls }) => pathsOverlap(wanted, walls));
  const [first] = holders;
  if (first === undefined) return [];
  const by = holders.map(({ taskId }) => taskId);
  const held = holders.flatMap((lock) => lock.paths);
  const shown = held.slice(0, 2).join(', ') + (held.length > 2 ? ' …' : '');
  const text = `waits for ${shown} held by ${namesOf(by, around)}`;
  return [cause('path-locked', text, { who: 'atms', by, since: first.acquiredAt })];
}

/** Its dependencies, paths and time allow it: only the number of tasks in flight on the line can keep it. */
function turn(task: TaskRow, around: Surroundings): CauseView {
  const { inFlight } = around;
  if (inFlight.length === 0) return cause('queueing', 'is next in the queue', { who: 'atms' });
  const text = `waits for its turn behind ${namesOf(inFlight, around)}`;
  return cause('line-full', text, { who: 'atms', by: [...inFlight], since: task.createdAt });
}

/** Ready, and nobody has it yet. */
export function agentCauses(task: TaskRow, around: Surroundings): readonly CauseView[] {
  const held = pauses(task, around);
  if (held.length > 0) return held;
  const able = ableAgents(task, around.agents);
  if (able.length === 0) return [nobodyCan(task)];
  const present = able.filter(({ state }) => state === 'online');
  if (present.length === 0) return [away(able, isForsaken(task, around.agents))];
  const busy = present.every((agent) => slotsUsed(agent, around) >= agent.slots);
  return [
    busy
      ? allBusy(present, around)
      : cause('assigning', 'is about to be given to an agent', { who: 'atms' }),
  ];
}

function nobodyCan(task: TaskRow): CauseView {
  const wanted = task.wantedAgent === null ? [] : [task.wantedAgent];
  const skills = [...wanted, ...textList(task.skills)];
  const what = skills.length > 0 ? `can do ${skills.join(', ')}` : 'can do it';
  return cause('no-capable-agent', `waits for an agent that ${what}; there is none`, {
    who: 'person',
    commands: ['atms agent list', `atms task reassign ${task.taskId} --agent KIND`],
  });
}

function away(able: readonly AgentRow[], forsaken: boolean): CauseView {
  const states = able.map(({ agentId, state }) => `${agentId} is ${state}`).join(', ');
  return cause('agents-away', `waits for an agent: ${states}`, {
    who: forsaken ? 'person' : 'atms',
    since: able[0]?.since ?? null,
    commands: ['atms agent list'],
  });
}

function allBusy(present: readonly AgentRow[], around: Surroundings): CauseView {
  const ids = new Set(present.map(({ agentId }) => agentId));
  const by = around.assignments.filter(({ agentId }) => ids.has(agentId)).map((one) => one.taskId);
  const text = `waits for a slot of ${[...ids].join(', ')}, taken by ${namesOf(by, around)}`;
  return cause('agents-busy', text, { who: 'agent', by });
}

function slotsUsed({ agentId }: AgentRow, { assignments }: Surroundings): number {
  return assignments.filter((one) => one.agentId === agentId).length;
}
