import { formatDuration } from './format-duration.ts';
import { criticalPath } from './graph.ts';
import type { Plan, PlanTask } from './plan.ts';

/** The graph of a plan for Graphviz; the critical path is drawn thick. */
export const graphAsDot = (plan: Plan): string => {
  const isCritical = criticalEdges(plan.tasks);
  const lines = plan.tasks.flatMap(({ planTaskId, dependencies, ...task }) => [
    `  ${inDot(planTaskId)} [label=${inDot(labelOf({ planTaskId, ...task }).join('\n'))}];`,
    ...dependencies.map(
      (id) =>
        `  ${inDot(id)} -> ${inDot(planTaskId)}${isCritical(id, planTaskId) ? ' [penwidth=3]' : ''};`,
    ),
  ]);
  return [
    `digraph ${inDot(plan.name)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...lines,
    '}',
  ].join('\n');
};

/** The graph of a plan as a Mermaid flowchart; the critical path is drawn thick. */
export const graphAsMermaid = (plan: Plan): string => {
  const isCritical = criticalEdges(plan.tasks);
  // Mermaid has words of its own that no node may be called, such as `end`.
  const nodeOf = new Map(plan.tasks.map(({ planTaskId }, index) => [planTaskId, `n${index + 1}`]));
  const node = (id: string): string => nodeOf.get(id) ?? '';
  const nodes = plan.tasks.map(
    (task) => `  ${node(task.planTaskId)}["${labelOf(task).map(inMermaid).join('<br/>')}"]`,
  );
  const edges = plan.tasks.flatMap(({ planTaskId, dependencies }) =>
    dependencies.map(
      (id) => `  ${node(id)} ${isCritical(id, planTaskId) ? '==>' : '-->'} ${node(planTaskId)}`,
    ),
  );
  return ['flowchart LR', ...nodes, ...edges].join('\n');
};

const labelOf = ({
  planTaskId,
  name,
  estimateMs,
}: Pick<PlanTask, 'planTaskId' | 'name' | 'estimateMs'>): readonly string[] => [
  `${planTaskId}: ${oneLine(name)}`,
  ...(estimateMs === 0 ? [] : [formatDuration(estimateMs)]),
];

/** Of two tasks, whether the critical path goes from the one to the other. */
const criticalEdges = (tasks: readonly PlanTask[]): ((from: string, to: string) => boolean) => {
  const { path, lengthMs } = criticalPath(tasks);
  const next = new Map(path.map((id, index) => [id, path[index + 1]]));
  return (from, to) => lengthMs > 0 && next.get(from) === to;
};

const oneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();

const inDot = (text: string): string => {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`);
  return `"${escaped
    .split('\n')
    .map(oneLine)
    .join(String.raw`\n`)}"`;
};

const inMermaid = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,:;/+_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
