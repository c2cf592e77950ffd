import { handover, headline, type ReportSection, reportSections } from './report-sections.ts';
import { textTable } from './text-table.ts';
import type { WorkflowReport } from './workflow-report.ts';

/** The report for people: Markdown that also reads well as plain text. */
export function reportMarkdown(report: WorkflowReport): string {
  const [title, ...lines] = headline(report);
  const sections = [
    [`# ${title}`, ...lines].join('\n\n'),
    ...reportSections(report).map((section) => `## ${section.title}\n\n${bodyOf(section)}`),
    `## Where the work is\n\n${whereText(report)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function bodyOf({ table, items = [] }: ReportSection): string {
  if (table !== undefined) return textTable(table);
  return items
    .flatMap(({ text, below }) => [`- ${text}`, ...below.map((line) => `  - ${line}`)])
    .join('\n');
}

function whereText(report: WorkflowReport): string {
  const { text, command } = handover(report);
  return command === undefined ? text : `${text}\n\n    ${command}`;
}
