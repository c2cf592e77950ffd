import { formatDuration } from '@atms/plan';
import { shortText } from '../plain-text.ts';
import type { TaskLine, WorkflowReport, WorkSpan } from '../workflow-report.ts';
import { type Html, html } from './markup.ts';

const rowHeight = 22;
const labelWidth = 220;
const chartWidth = 720;
const marks = 6;

/** When each attempt's agent was at work, a row for each task that was begun. Undefined before any was. */
export function ganttPicture(report: WorkflowReport): Html | undefined {
  const rows = report.tasks.filter(({ spans }) => spans.length > 0);
  const spans = rows.flatMap((task) => task.spans);
  if (spans.length === 0) return undefined;
  const from = Math.min(...spans.map(({ startedAt }) => Date.parse(startedAt)));
  const to = Math.max(from + 1, ...spans.map(({ endedAt }) => Date.parse(endedAt)));
  const x = (at: number) => labelWidth + ((at - from) / (to - from)) * chartWidth;
  const height = (rows.length + 1) * rowHeight;
  const width = labelWidth + chartWidth + 10;
  return html`<svg
    class="gantt"
    role="img"
    aria-label="When each task was worked on"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${timeMarks({ from, to, height, x })} ${rows.map((task, index) => rowOf(task, index, x))}
  </svg>`;
}

interface TimeLine {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  readonly x: (at: number) => number;
}

function timeMarks({ from, to, height, x }: TimeLine): readonly Html[] {
  return Array.from({ length: marks }, (_, index) => {
    const at = from + ((to - from) * index) / (marks - 1);
    const place = x(at).toFixed(1);
    const anchor = index === marks - 1 ? 'end' : 'start';
    return html`<line class="mark" x1="${place}" x2="${place}" y1="16" y2="${height}" /><text
        class="time"
        x="${place}"
        y="12"
        text-anchor="${anchor}"
        >${formatDuration(at - from)}</text
      > `;
  });
}

function rowOf(task: TaskLine, index: number, x: (at: number) => number): Html {
  const y = (index + 1) * rowHeight;
  const label = shortText(`${task.planTaskId} ${task.name}`, 32);
  return html`<text x="0" y="${y + 14}">${label}</text>
    ${task.spans.map((span) => barOf(task, span, { y, x }))}`;
}

function barOf(
  task: TaskLine,
  span: WorkSpan,
  { y, x }: { readonly y: number; readonly x: (at: number) => number },
): Html {
  const left = x(Date.parse(span.startedAt));
  const right = x(Date.parse(span.endedAt));
  const time = formatDuration(Date.parse(span.endedAt) - Date.parse(span.startedAt));
  const title = `${task.planTaskId}, attempt ${span.attempt} on ${span.agentId ?? 'unknown'}: ${time}, ${span.end}`;
  const kind = span.end === 'completed' ? 'good' : span.end === 'under way' ? 'open' : 'bad';
  const critical = task.onCriticalPath ? ' critical' : '';
  return html`<rect
    class="${kind}${critical}"
    x="${left.toFixed(1)}"
    y="${y + 3}"
    width="${Math.max(2, right - left).toFixed(1)}"
    height="${rowHeight - 6}"
    rx="2"
    ><title>${title}</title></rect
  >`;
}
