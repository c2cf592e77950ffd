import type { ListedTask, TaskList } from '@atms/monitoring';
import { formatDuration } from '@atms/plan';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { aligned, fitted } from './width.ts';

/** Wide enough to say what it waits for. */
const reasonColumns = 60;
const nameColumns = 32;

export interface TaskListStyle {
  readonly colours: Colours;
  /** Tasks of several workflows: each with its own's name. */
  readonly all: boolean;
}

/** A table of tasks, for people. */
export function taskListText({ tasks, total }: TaskList, { colours, all }: TaskListStyle): string {
  if (tasks.length === 0) return 'No such task';
  const head = [...(all ? ['workflow'] : []), ...columns];
  const rows = tasks.map((task) => [...(all ? [named(task.workflowName)] : []), ...cellsOf(task)]);
  const [titles = '', ...lines] = aligned([head, ...rows]);
  const more = total - tasks.length;
  return [colours.strong(titles), ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

const columns = ['id', 'name', 'state', 'attempt', 'agent', 'time', 'why'];

function cellsOf(task: ListedTask): readonly string[] {
  const { planTaskId, name, state, paused, agentId, actualMs, why } = task;
  return [
    oneLine(planTaskId),
    named(name),
    paused ? `${state}, paused` : state,
    startedAttempt(task),
    oneLine(agentId ?? '-'),
    actualMs === null ? '-' : formatDuration(actualMs),
    fitted(oneLine(why), reasonColumns),
  ];
}

/** An attempt that nobody has begun with is none yet. */
function startedAttempt({ attempt, startedAt }: Pick<ListedTask, 'attempt' | 'startedAt'>): string {
  return startedAt === null ? '-' : String(attempt);
}

function named(name: string): string {
  return fitted(oneLine(name), nameColumns);
}
