import { formatDuration } from '@atms/plan';
import { shortText } from '../plain-text.ts';
import type { TaskLine, WorkflowReport } from '../workflow-report.ts';
import { createLayoutGraph, type LayoutGraph, layOut, type Point } from './layered-layout.ts';
import { type Html, html } from './markup.ts';

/** More would be no picture, and its layout takes long. */
const mostTasks = 300;
const node = { width: 170, height: 44 };
const margin = 8;

/** The tasks and what they wait for, from left to right. Undefined when there are too many to be seen. */
export function graphPicture({ tasks }: WorkflowReport): Html | undefined {
  if (tasks.length === 0 || tasks.length > mostTasks) return undefined;
  const graph = layoutOf(tasks);
  const { width = 0, height = 0 } = graph.graph();
  const byId = new Map(tasks.map((task) => [task.planTaskId, task]));
  const edges = graph
    .edges()
    .map((edge) => edgeOf(graph.edge(edge), isCritical(byId.get(edge.v), byId.get(edge.w))));
  return html`<svg
    class="graph"
    role="img"
    aria-label="Tasks and what they wait for"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    <defs>
      <marker
        id="arrow"
        viewBox="0 0 8 8"
        refX="8"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto"
      >
        <path class="tip" d="M0 0L8 4L0 8z" />
      </marker>
    </defs>
    ${edges} ${tasks.map((task) => nodeOf(task, graph.node(task.planTaskId)))}
  </svg>`;
}

function layoutOf(tasks: readonly TaskLine[]): LayoutGraph {
  const graph = createLayoutGraph({ rankdir: 'LR', nodesep: 14, ranksep: 46, margin });
  for (const { planTaskId } of tasks) graph.setNode(planTaskId, { ...node });
  for (const { planTaskId, dependencies } of tasks) {
    for (const dependency of dependencies) graph.setEdge(dependency, planTaskId);
  }
  layOut(graph);
  return graph;
}

function isCritical(one: TaskLine | undefined, other: TaskLine | undefined): boolean {
  return one?.onCriticalPath === true && other?.onCriticalPath === true;
}

function edgeOf(edge: { readonly points?: readonly Point[] }, critical: boolean): Html {
  const [first, ...rest] = edge.points ?? [];
  if (first === undefined) return html``;
  const path = `M${place(first)}${rest.map((point) => `L${place(point)}`).join('')}`;
  return html`<path
    class="edge${critical ? ' critical' : ''}"
    d="${path}"
    marker-end="url(#arrow)"
  />`;
}

function place({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function nodeOf(task: TaskLine, { x, y }: Point): Html {
  const kind =
    task.end === 'completed' ? 'good' : ['failed', 'cancelled'].includes(task.end) ? 'bad' : 'open';
  const critical = task.onCriticalPath ? ' critical' : '';
  const time = task.actualMs === 0 ? task.end : `${task.end}, ${formatDuration(task.actualMs)}`;
  const left = x - node.width / 2;
  const top = y - node.height / 2;
  return html`<g class="${kind}${critical}"
    ><title>${task.planTaskId}: ${task.name}</title
    ><rect x="${left}" y="${top}" width="${node.width}" height="${node.height}" rx="5" /><text
      x="${left + 8}"
      y="${top + 18}"
      >${shortText(`${task.planTaskId} ${task.name}`, 24)}</text
    ><text class="time" x="${left + 8}" y="${top + 34}">${shortText(time, 28)}</text></g
  > `;
}
