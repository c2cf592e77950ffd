import { formatDuration } from '@atms/plan';
import type {
  AgentView,
  DeadLetterView,
  StatusView,
  TaskView,
  WaitingItem,
  WorkflowSummary,
} from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { count } from './count.ts';
import { aligned } from './width.ts';

export interface StatusStyle {
  readonly colours: Colours;
  /** As the person calls `atms`. */
  readonly called: (command: string) => string;
  /** Nobody works here now: what was under way stands still. */
  readonly isLeft?: boolean;
}

/** What is under way, for people: workflows, tasks that run, what waits, agents. */
export function statusText(status: StatusView, style: StatusStyle): string {
  const { workflows, running, waiting, agents, deadLetters } = status;
  if (workflows.length === 0)
    return `Nothing was run here yet. Begin with: ${style.called('atms run PLAN.yaml')}`;
  return [
    section('Workflows', aligned(workflows.map(workflowRow)), style),
    section(underWayTitle(style), aligned(running.map(taskRow)), style),
    section(
      'Waiting for a person',
      waiting.flatMap((item) => waitingLines(item, style)),
      style,
    ),
    section('Agents', aligned(agents.map(agentRow)), style),
    deadLetterSection(deadLetters, style),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function underWayTitle({ isLeft }: StatusStyle): string {
  return isLeft === true
    ? 'Under way when the last process ended; goes on with the next run'
    : 'Under way';
}

/** Only what waits for a person, each with the workflow that it belongs to. */
export function inboxText(
  { waiting, deadLetters }: Pick<StatusView, 'waiting' | 'deadLetters'>,
  style: StatusStyle,
): string {
  if (waiting.length + deadLetters.length === 0) return 'Nothing waits for a person.';
  const items = waiting.map((item) => {
    const [what = '', ...commands] = waitingLines(item, style);
    return [`${what}  ${style.colours.quiet(oneLine(item.workflowName))}`, ...commands].join('\n');
  });
  return [items.join('\n'), deadLetterSection(deadLetters, style)]
    .filter((text) => text !== '')
    .join('\n\n');
}

function deadLetterSection(deadLetters: StatusView['deadLetters'], style: StatusStyle): string {
  const lines = deadLetters.flatMap((letter) => letterLines(letter, style));
  return section('Messages that nobody could handle', lines, style);
}

export function section(
  title: string,
  lines: readonly string[],
  { colours }: Pick<StatusStyle, 'colours'>,
): string {
  if (lines.length === 0) return '';
  return [colours.strong(title), ...lines.map((line) => `  ${line}`)].join('\n');
}

export function waitingLines(
  item: WaitingItem,
  { colours, called }: StatusStyle,
): readonly string[] {
  return [
    colours.attention(oneLine(item.what)),
    ...item.commands.map((command) => `  ${called(command)}`),
  ];
}

function letterLines(
  { consumer, eventType, error, command }: DeadLetterView,
  { colours, called }: StatusStyle,
): readonly string[] {
  const what = `${consumer} gave up on ${eventType}: ${error}`;
  return [colours.attention(oneLine(what)), `  ${called(command)}`];
}

export function workflowRow(workflow: WorkflowSummary): readonly string[] {
  const { workflowId, name, state, branch } = workflow;
  return [oneLine(workflowId), oneLine(name), state, tasksOf(workflow), oneLine(branch)];
}

export function tasksOf(workflow: WorkflowSummary): string {
  const { endedAt, progress } = workflow;
  if (endedAt !== null) return completedOf(workflow);
  return `${progress.ended} of ${count(progress.total, 'task')}`;
}

/** Of a workflow that has ended, where every task has, one way or another. */
export function completedOf({ progress, tasksByState }: WorkflowSummary): string {
  return `${tasksByState.completed ?? 0} of ${count(progress.total, 'task')} completed`;
}

function taskRow({
  planTaskId,
  name,
  state,
  attempt,
  agentId,
  actualMs,
}: TaskView): readonly string[] {
  return [
    oneLine(planTaskId),
    oneLine(name),
    state,
    `attempt ${attempt}`,
    oneLine(agentId ?? ''),
    actualMs === null ? '' : formatDuration(actualMs),
  ];
}

function agentRow({ agentId, state, slots, slotsUsed, reason }: AgentView): readonly string[] {
  return [
    oneLine(agentId),
    oneLine(state),
    `${slotsUsed} of ${count(slots, 'slot')}`,
    oneLine(reason ?? ''),
  ];
}
