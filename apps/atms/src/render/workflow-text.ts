import { formatDuration } from '@atms/plan';
import type { TaskView, WorkflowDetail, WorkflowSummary } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { localTime } from './event-row.ts';
import { completedOf, section, waitingLines, workflowRow } from './status-text.ts';
import type { StatusStyle } from './status-text.ts';
import { aligned } from './width.ts';

/** One line per workflow. */
export function workflowsText(workflows: readonly WorkflowSummary[], colours: Colours): string {
  if (workflows.length === 0) return 'No workflow was asked for here yet.';
  const rows = workflows.map((one) => [
    ...workflowRow(one),
    colours.quiet(localTime(one.requestedAt)),
  ]);
  return aligned(rows).join('\n');
}

/** One workflow with its tasks, for people. */
export function workflowText(workflow: WorkflowDetail, style: StatusStyle): string {
  const { name, goal, tasks, waiting } = workflow;
  return [
    `${style.colours.strong(oneLine(name))}  ${oneLine(goal) === oneLine(name) ? '' : oneLine(goal)}`.trimEnd(),
    aligned(facts(workflow)).join('\n'),
    section('Tasks', aligned(tasks.map(taskRow)), style),
    section(
      'Waiting for a person',
      waiting.flatMap((item) => waitingLines(item, style)),
      style,
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function facts(workflow: WorkflowDetail): readonly (readonly string[])[] {
  const { workflowId, state, endedAt, endReason, progress, repository, branch } = workflow;
  const { elapsedMs, remainingMs = 0 } = workflow;
  // What is overdue has nothing left by its estimate; that says nothing.
  const left = remainingMs < 1_000 ? '' : `, about ${formatDuration(remainingMs)} left`;
  return [
    ['id', oneLine(workflowId)],
    ['state', endReason === null || endReason === '' ? state : `${state}: ${oneLine(endReason)}`],
    [
      'tasks',
      endedAt === null ? `${progress.ended} of ${progress.total} ended` : completedOf(workflow),
    ],
    ['time', `${formatDuration(elapsedMs)}${left}`],
    ['branch', `${oneLine(branch)} in ${oneLine(repository)}`],
  ];
}

function taskRow({ planTaskId, name, state, attempt, why }: TaskView): readonly string[] {
  return [
    oneLine(planTaskId),
    oneLine(name),
    state,
    attempt > 1 ? `attempt ${attempt}` : '',
    oneLine(why),
  ];
}
