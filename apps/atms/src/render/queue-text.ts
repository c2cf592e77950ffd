import { formatDuration } from '@atms/plan';
import type { QueueEntryView, QueueView } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { aligned } from './width.ts';

const heading = [
  '',
  'task',
  'total',
  'base',
  'age',
  'deadline',
  'critical path',
  'blocks',
  'waits',
];

/** The queue in its order: the parts of each priority in points, and what keeps it. */
export function queueText({ entries }: QueueView, colours: Colours): string {
  if (entries.length === 0) return 'Nothing waits in the queue';
  const several = new Set(entries.map(({ workflowId }) => workflowId)).size > 1;
  const rows = entries.map((entry, index) => [`${index + 1}`, ...rowOf(entry, several)]);
  const [titles = '', ...lines] = aligned([heading, ...rows]);
  return [
    colours.strong(titles),
    ...lines,
    '',
    colours.quiet('Points; the highest total goes first, of equals the one that was queued first.'),
  ].join('\n');
}

function rowOf(entry: QueueEntryView, several: boolean): readonly string[] {
  const { parts, causes, planTaskId, workflowName } = entry;
  const { base, age, deadline, criticalPath, blocks, total, overdue } = parts;
  return [
    oneLine(several ? `${workflowName}/${planTaskId}` : planTaskId),
    overdue ? `${points(total)} overdue` : points(total),
    `${points(base)} ${entry.priority}`,
    `${points(age)} (${formatDuration(age * 60_000)})`,
    points(deadline),
    points(criticalPath),
    `${points(blocks)} (${entry.blocks})`,
    oneLine(causes.map(({ text }) => text).join('; ')),
  ];
}

function points(value: number): string {
  return value.toFixed(value % 1 === 0 ? 0 : 1);
}
