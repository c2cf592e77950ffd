/** What the report says, before it is Markdown or HTML: both show the same tables and lists. */
import { formatDuration } from '@atms/plan';
import { figureText, percent, signedDuration } from './figure-text.ts';
import { gist } from './gist.ts';
import { plainText, shortText } from './plain-text.ts';
import type { TextTable } from './text-table.ts';
import type { Incident, TaskLine, WorkflowReport } from './workflow-report.ts';

export interface ReportItem {
  readonly text: string;
  readonly below: readonly string[];
}

export interface ReportSection {
  readonly title: string;
  readonly table?: TextTable;
  readonly items?: readonly ReportItem[];
}

const titleWidth = 40;
const shownFindings = 5;

/** Without those that have nothing to say. */
export function reportSections(report: WorkflowReport): readonly ReportSection[] {
  const sections: readonly ReportSection[] = [
    { title: 'Figures', table: figureTable(report) },
    { title: 'Tasks', table: taskTable(report) },
    { title: 'Incidents (times in UTC)', items: incidentItems(report) },
    { title: 'Agents', table: agentTable(report) },
    { title: 'Gates', table: gateTable(report) },
    { title: 'For the next plan', items: report.suggestions.map(item) },
  ];
  return sections.filter(({ table, items }) => (table?.rows ?? items ?? []).length > 0);
}

export function headline(report: WorkflowReport): readonly [title: string, ...lines: string[]] {
  const { counts, endReason } = report;
  const because = endReason === null || endReason === '' ? '' : `: ${plainText(endReason)}`;
  const approved =
    report.approvedBy === null ? 'not approved yet' : `approved by ${plainText(report.approvedBy)}`;
  return [
    `${plainText(report.name)}: ${plainText(report.state)}${because}`,
    `${counts.completed} of ${counts.total} tasks completed, ${counts.failed} failed, ${counts.cancelled} cancelled, ${counts.open} open.`,
    `Requested ${report.requestedAt}, ${approved}, ${report.endedAt === null ? `as of ${report.asOf}` : `ended ${report.endedAt}`}.`,
  ];
}

/** Where the work is; the command brings it to the branch that is checked out. */
export function handover(report: WorkflowReport): {
  readonly text: string;
  readonly command?: string;
} {
  const { merged, branch, repository, mergeCommand } = report;
  const where = `in ${plainText(repository)}`;
  if (mergeCommand === null)
    return { text: `Nothing was merged to ${plainText(branch)} ${where}.` };
  const commits = merged === 1 ? '1 commit is' : `${merged} commits are`;
  const incomplete = incompleteText(report);
  return {
    text: `${commits} on the branch ${plainText(branch)} ${where}. ${incomplete}To bring them to the branch that is checked out there:`,
    command: plainText(mergeCommand),
  };
}

/** What a merge would bring is part of what was asked for. */
function incompleteText({ state, counts }: WorkflowReport): string {
  if (state === 'completed') return '';
  const missing = counts.total - counts.completed;
  return `This is incomplete: the workflow is ${plainText(state)}, and ${missing} of ${counts.total} tasks are missing. `;
}

function item(text: string): ReportItem {
  return { text: plainText(text), below: [] };
}

function figureTable({ figures }: WorkflowReport): TextTable {
  return {
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
  };
}

const numbers = (...titles: readonly string[]) => titles.map((title) => ({ title, right: true }));

function taskTable({ tasks }: WorkflowReport): TextTable {
  return {
    columns: [
      { title: 'task' },
      { title: 'what' },
      ...numbers('estimate', 'actual', 'variance', 'attempts', 'quality'),
      { title: 'agent' },
      { title: 'gates' },
      { title: 'end' },
    ],
    rows: tasks.map((task) => [
      task.planTaskId,
      shortText(task.name, titleWidth),
      task.estimateMs === 0 ? '-' : formatDuration(task.estimateMs),
      task.actualMs === 0 ? '-' : formatDuration(task.actualMs),
      task.varianceMs === null ? '-' : signedDuration(task.varianceMs),
      String(task.attempts),
      task.quality === null ? '-' : (10 * task.quality).toFixed(1),
      task.agentId ?? '-',
      task.gates === '' ? '-' : task.gates,
      endText(task),
    ]),
  };
}

/** A task may complete with nothing to do. */
function endText({ end, commit }: TaskLine): string {
  return end === 'completed' && commit === null ? 'completed, nothing changed' : end;
}

function incidentItems({ incidents }: WorkflowReport): readonly ReportItem[] {
  return incidents.length === 0 ? [item('None.')] : incidents.map(incidentItem);
}

function incidentItem({ at, kind, planTaskId, sentence, findings }: Incident): ReportItem {
  const subject = planTaskId === null ? '' : ` ${plainText(planTaskId)}`;
  const shown = findings.slice(0, shownFindings).map(({ gate, message, file, line }) => {
    const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
    // What was undone is named whole: somebody may want back what is kept under that name.
    const told = kind === 'undone' ? message : gist(message);
    return plainText(`${gate}${place}: ${told}`);
  });
  const rest = findings.length - shown.length;
  const text = `${at.slice(11, 19)}${subject} [${kind}] ${plainText(sentence)}`;
  return { text, below: [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])] };
}

function agentTable({ agents }: WorkflowReport): TextTable {
  return {
    columns: [
      { title: 'agent' },
      ...numbers('slots', 'attempts', 'busy', 'busy / (slots × wall clock)'),
    ],
    rows: agents.map(({ agentId, slots, attempts, busyMs, utilization }) => [
      agentId,
      String(slots),
      String(attempts),
      formatDuration(busyMs),
      utilization === null ? 'unknown' : percent(utilization),
    ]),
  };
}

function gateTable({ gates }: WorkflowReport): TextTable {
  return {
    columns: [
      { title: 'gate' },
      ...numbers('runs', 'passed', 'failed', 'error', 'skipped', 'time'),
    ],
    rows: gates.map((use) => [
      use.gate,
      ...[use.runs, use.passed, use.failed, use.error, use.skipped].map(String),
      formatDuration(use.durationMs),
    ]),
  };
}
