import type { TaskRow } from '../projections/tables.ts';
import { textList } from '../queries/database.ts';
import { sum } from './efforts.ts';
import { clampToUnit, shareFigure } from './share-figure.ts';
import type { Figure, ReportRows } from './workflow-report.ts';

const reworkPerRetry = 0.1;

/** How good the estimates and the work were. All between 0 and 1, held there; the raw value is named beside it. */
export function qualityFigures(
  { tasks, gates }: ReportRows,
  efforts: ReadonlyMap<string, number>,
): readonly Figure[] {
  const completed = tasks.filter((task) => task.state === 'completed');
  const accuracy = mean(completed.flatMap((task) => accuracyOf(task, efforts)));
  const ran = gates.filter((gate) => gate.status !== 'skipped');
  const quality = share(ran.filter((gate) => gate.status === 'passed').length, ran.length);
  const rework = mean(completed.map((task) => reworkPerRetry * (task.attempt - 1)));
  return [
    shareFigure(share(completed.filter((task) => task.attempt === 1).length, completed.length), {
      key: 'first-attempts',
      title: 'Done at the first attempt',
      formula: `completed tasks with one attempt / ${completed.length} completed tasks`,
    }),
    shareFigure(quality, {
      key: 'quality',
      title: 'Gates passed',
      formula: `passed / ${ran.length} runs of gates, skipped ones left out`,
    }),
    {
      key: 'findings',
      title: 'Found by checks',
      value: sum(gates.map(({ findings }) => textList(findings).length)),
      unit: 'count',
      formula: `findings of ${ran.length} runs of gates, each a reason for another attempt or a person`,
    },
    shareFigure(accuracy, {
      key: 'timeline-accuracy',
      title: 'Timeline accuracy',
      formula: 'mean of 1 − abs(actual − estimate) / estimate',
    }),
    efficiency({ accuracy, quality, rework }),
  ];
}

interface Terms {
  readonly accuracy: number | null;
  readonly quality: number | null;
  readonly rework: number | null;
}

/** Each term is held between 0 and 1 before it is weighted; otherwise one bad estimate makes the whole negative. */
function efficiency({ accuracy, quality, rework }: Terms): Figure {
  const known = accuracy !== null && quality !== null && rework !== null;
  const raw = known ? (accuracy * 0.4 + quality * 0.6) * (1 - rework) : null;
  const held = known
    ? (clampToUnit(accuracy) * 0.4 + clampToUnit(quality) * 0.6) * (1 - clampToUnit(rework))
    : null;
  return {
    key: 'efficiency',
    title: 'Efficiency',
    value: held,
    unit: 'ratio',
    formula: '(0.4 × accuracy + 0.6 × gates passed) × (1 − 0.1 × mean retries)',
    ...(raw === null || held === raw ? {} : { note: `raw value ${raw.toFixed(2)}` }),
  };
}

function accuracyOf(task: TaskRow, efforts: ReadonlyMap<string, number>): readonly number[] {
  if (task.estimateMs === 0) return [];
  const actual = efforts.get(task.taskId) ?? 0;
  return [1 - Math.abs(actual - task.estimateMs) / task.estimateMs];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
