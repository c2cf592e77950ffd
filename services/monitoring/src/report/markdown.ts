import { formatDuration } from '@atms/plan';
import { gist } from './gist.ts';
import { plainText, shortText } from './plain-text.ts';
import { textTable } from './text-table.ts';
import type { Figure, Incident, WorkflowReport } from './workflow-report.ts';

const titleWidth = 40;

/** The report for people: Markdown that also reads well as plain text. */
export function reportMarkdown(report: WorkflowReport): string {
  const sections = [
    headline(report),
    section('Figures', figureTable(report)),
    section('Tasks', taskTable(report)),
    section('Incidents (times in UTC)', incidentList(report)),
    section('Agents', agentTable(report)),
    section('Gates', gateTable(report)),
    section('For the next plan', report.suggestions.map((one) => `- ${plainText(one)}`).join('\n')),
    section('Where the work is', handover(report)),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

function headline(report: WorkflowReport): string {
  const { counts, endReason } = report;
  const because = endReason === null || endReason === '' ? '' : `: ${plainText(endReason)}`;
  const approved =
    report.approvedBy === null ? 'not approved yet' : `approved by ${plainText(report.approvedBy)}`;
  return [
    `# ${plainText(report.name)}: ${report.state}${because}`,
    `${counts.completed} of ${counts.total} tasks completed, ${counts.failed} failed, ${counts.cancelled} cancelled, ${counts.open} open.`,
    `Requested ${report.requestedAt}, ${approved}, ${report.endedAt === null ? `as of ${report.asOf}` : `ended ${report.endedAt}`}.`,
  ].join('\n\n');
}

function figureTable({ figures }: WorkflowReport): string {
  return textTable({
    columns: [
      { title: 'figure' },
      { title: 'value', right: true },
      { title: 'how it is computed' },
    ],
    rows: figures.map((figure) => [
      figure.title,
      figureText(figure),
      figure.note === undefined ? figure.formula : `${figure.formula} (${figure.note})`,
    ]),
  });
}

function figureText({ key, value, unit }: Figure): string {
  if (value === null) return 'unknown';
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'ratio':
      return key === 'quality' ? `${(10 * value).toFixed(1)}/10` : percent(value);
    case 'factor':
      return `${value.toFixed(2)}×`;
    case 'usd':
      return `$${value.toFixed(2)}`;
    case 'tokens':
      return String(value);
  }
}

function taskTable({ tasks }: WorkflowReport): string {
  return textTable({
    columns: [
      { title: 'task' },
      { title: 'what' },
      { title: 'estimate', right: true },
      { title: 'actual', right: true },
      { title: 'attempts', right: true },
      { title: 'agent' },
      { title: 'gates' },
      { title: 'end' },
    ],
    rows: tasks.map((task) => [
      task.planTaskId,
      shortText(task.name, titleWidth),
      task.estimateMs === 0 ? '-' : formatDuration(task.estimateMs),
      task.actualMs === 0 ? '-' : formatDuration(task.actualMs),
      String(task.attempts),
      task.agentId ?? '-',
      task.gates === '' ? '-' : task.gates,
      task.end,
    ]),
  });
}

function incidentList({ incidents }: WorkflowReport): string {
  if (incidents.length === 0) return 'None.';
  return incidents.map(incidentText).join('\n');
}

const shownFindings = 5;

function incidentText({ at, kind, planTaskId, sentence, findings }: Incident): string {
  const subject = planTaskId === null ? '' : ` ${plainText(planTaskId)}`;
  const shown = findings.slice(0, shownFindings).map(({ gate, message, file, line }) => {
    const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
    // What was undone is named whole: somebody may want back what is kept under that name.
    const told = kind === 'undone' ? message : gist(message);
    return `  - ${plainText(`${gate}${place}: ${told}`)}`;
  });
  const rest = findings.length - shown.length;
  const more = rest > 0 ? [`  - and ${rest} more`] : [];
  return [
    `- ${at.slice(11, 19)}${subject} [${kind}] ${plainText(sentence)}`,
    ...shown,
    ...more,
  ].join('\n');
}

function agentTable({ agents }: WorkflowReport): string {
  if (agents.length === 0) return '';
  return textTable({
    columns: [
      { title: 'agent' },
      { title: 'slots', right: true },
      { title: 'attempts', right: true },
      { title: 'busy', right: true },
      { title: 'busy / (slots × wall clock)', right: true },
    ],
    rows: agents.map(({ agentId, slots, attempts, busyMs, utilization }) => [
      agentId,
      String(slots),
      String(attempts),
      formatDuration(busyMs),
      utilization === null ? 'unknown' : percent(utilization),
    ]),
  });
}

function gateTable({ gates }: WorkflowReport): string {
  if (gates.length === 0) return '';
  const numbers = ['runs', 'passed', 'failed', 'error', 'skipped', 'time'];
  return textTable({
    columns: [{ title: 'gate' }, ...numbers.map((title) => ({ title, right: true }))],
    rows: gates.map((use) => [
      use.gate,
      ...[use.runs, use.passed, use.failed, use.error, use.skipped].map(String),
      formatDuration(use.durationMs),
    ]),
  });
}

function handover(report: WorkflowReport): string {
  const { merged, branch, repository, mergeCommand } = report;
  const where = `in ${plainText(repository)}`;
  if (mergeCommand === null) return `Nothing was merged to ${plainText(branch)} ${where}.`;
  const commits = merged === 1 ? '1 commit is' : `${merged} commits are`;
  return [
    `${commits} on the branch ${plainText(branch)} ${where}. To bring them to the branch that is checked out there:`,
    `    ${plainText(mergeCommand)}`,
  ].join('\n\n');
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)}%`;
}
