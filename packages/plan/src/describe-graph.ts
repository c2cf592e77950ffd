import { formatDuration } from './format-duration.ts';
import { criticalPath, topologicalOrder } from './graph.ts';
import type { Plan, PlanTask } from './plan.ts';

/**
 * A plan as a few lines for the terminal: one line per task in an order of work, columns aligned, then what the plan
 * takes. It ends without a line break, and holds no control character whatever the plan's texts hold.
 *
 *     User authentication: 10 tasks
 *       T1  Database Schema Design        2h                  database-architect
 *       T2  Authentication API Endpoints  4h  after T1        api-developer
 *     35h one after the other; at least 19h, along T1 → T2 → T3 → T7 → T8
 */
export const graphAsText = (plan: Plan): string => {
  const rows = topologicalOrder(plan.tasks).map(cellsOf);
  const count = plan.tasks.length === 1 ? '1 task' : `${plan.tasks.length} tasks`;
  return [`${oneLine(plan.name)}: ${count}`, ...aligned(rows), ...whatItTakes(plan.tasks)].join(
    '\n',
  );
};

const cellsOf = (task: PlanTask): readonly string[] => [
  oneLine(task.planTaskId),
  oneLine(task.name),
  task.estimateMs === 0 ? '' : formatDuration(task.estimateMs),
  task.dependencies.length === 0 ? '' : `after ${task.dependencies.map(oneLine).join(', ')}`,
  oneLine(task.agent ?? ''),
];

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const width = (column: number): number =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? '')));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const padded = (cell: string, column: number): string =>
    cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell)));
  // A column in which no task has anything is left out.
  return rows.map((row) =>
    `  ${row
      .map(padded)
      .filter((cell) => cell !== '')
      .join('  ')}`.trimEnd(),
  );
};

const whatItTakes = (tasks: readonly PlanTask[]): readonly string[] => {
  const { path, lengthMs } = criticalPath(tasks);
  if (lengthMs === 0) return [];
  const effort = formatDuration(tasks.reduce((sum, task) => sum + task.estimateMs, 0));
  const without = tasks.filter((task) => task.estimateMs === 0).length;
  const more = without === 0 ? '' : `; ${without} of ${tasks.length} tasks have no estimate`;
  return [
    `${effort} one after the other; at least ${formatDuration(lengthMs)}, along ${path.map(oneLine).join(' → ')}${more}`,
  ];
};

const lengthOf = (text: string): number => [...text].length;

/** Plans come from anywhere: an escape sequence in a name must not reach the terminal. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
