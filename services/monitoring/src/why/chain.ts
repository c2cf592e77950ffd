import type { TaskRow } from '../projections/tables.ts';
import { causesOf } from './causes.ts';
import type { Surroundings } from './surroundings.ts';
import type { CauseView, WhyLink } from './why-views.ts';

/** How far a state is from moving by itself; of several tasks that one waits for, the most stuck is followed. */
const stuck: Readonly<Record<string, number>> = {
  failed: 11,
  cancelled: 11,
  escalated: 10,
  planned: 9,
  created: 8,
  queued: 7,
  ready: 6,
  assigned: 5,
  running: 4,
  validating: 3,
  merging: 2,
};

/** From the task down to what waits for no other task, each once. */
export function chainOf(task: TaskRow, around: Surroundings): readonly [WhyLink, ...WhyLink[]] {
  const first = linkOf(task, around);
  const chain: [WhyLink, ...WhyLink[]] = [first];
  const seen = new Set([task.taskId]);
  for (let next = followed(first, around, seen); next !== undefined;) {
    seen.add(next.taskId);
    const link = linkOf(next, around);
    chain.push(link);
    next = followed(link, around, seen);
  }
  return chain;
}

function linkOf(task: TaskRow, around: Surroundings): WhyLink {
  const { taskId, planTaskId, state } = task;
  return { taskId, planTaskId, state, causes: [...causesOf(task, around)] };
}

function followed(
  { causes }: WhyLink,
  { tasks }: Surroundings,
  seen: ReadonlySet<string>,
): TaskRow | undefined {
  const [first] = causes;
  const named: readonly TaskRow[] = (first?.by ?? []).flatMap((taskId) => tasks.get(taskId) ?? []);
  return named
    .filter(({ taskId }) => !seen.has(taskId))
    .toSorted((one, other) => (stuck[other.state] ?? 0) - (stuck[one.state] ?? 0))[0];
}

/** "T5 waits for T3, which waits for src/auth/** held by T4, attempt 2, running for 40s on local.shell" */
export function sentenceOf(chain: readonly [WhyLink, ...WhyLink[]]): string {
  const [first, ...rest] = chain;
  const beginning = `${first.planTaskId}${joint(first.causes, ' ')}`;
  return rest.reduce((sentence, link) => {
    const isNamed = sentence.endsWith(` ${link.planTaskId}`);
    return `${sentence}${isNamed ? '' : `; ${link.planTaskId}`}${joint(link.causes, isNamed ? ', which ' : ' ')}`;
  }, beginning);
}

/** What an attempt is at is told beside the task's name and not as a clause. */
function joint(causes: readonly CauseView[], verb: string): string {
  const isClause = causes[0]?.code !== 'working' && causes[0]?.code !== 'checking';
  return `${isClause ? verb : ', '}${causes.map(({ text }) => text).join('; ')}`;
}
