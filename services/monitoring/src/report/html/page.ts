import { handover, headline, type ReportSection, reportSections } from '../report-sections.ts';
import type { TextTable } from '../text-table.ts';
import type { WorkflowReport } from '../workflow-report.ts';
import { ganttPicture } from './gantt.ts';
import { graphPicture } from './graph-picture.ts';
import { type Html, html } from './markup.ts';
import { style } from './style.ts';

/** The report as one page that needs nothing else: no script, no font, no address outside of it. */
export function reportHtml(report: WorkflowReport): string {
  const [title, ...lines] = headline(report);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${lines.map((line) => html`<p>${line}</p> `)}
        ${report.goal === report.name ? [] : [html`<p>Goal: ${report.goal}</p>`]}
        ${pictures(report)} ${reportSections(report).map(sectionOf)}
        <h2>Where the work is</h2>
        ${where(report)}
      </body>
    </html> `;
  return page.html;
}

function pictures(report: WorkflowReport): readonly Html[] {
  const explained = 'Yellow: the critical path, the longest chain of efforts.';
  return [
    ...picture('Time line', ganttPicture(report), `An attempt's agent at work. ${explained}`),
    ...picture('Graph', graphPicture(report), `An arrow leads to what waits. ${explained}`),
  ];
}

function picture(title: string, drawn: Html | undefined, legend: string): readonly Html[] {
  if (drawn === undefined) return [];
  return [
    html`<h2>${title}</h2>
      <div class="scroll">${drawn}</div>
      <p>${legend}</p> `,
  ];
}

function sectionOf({ title, table, items = [] }: ReportSection): Html {
  const body = table === undefined ? itemList(items) : tableOf(table);
  return html`<h2>${title}</h2>
    ${body} `;
}

function itemList(items: NonNullable<ReportSection['items']>): Html {
  const below = (lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          html`<ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`,
        ];
  return html`<ul>
    ${items.map((item) => html`<li>${item.text}${below(item.below)}</li> `)}
  </ul>`;
}

function tableOf({ columns, rows }: TextTable): Html {
  const side = (index: number): string => (columns[index]?.right === true ? 'right' : 'left');
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th class="${side(index)}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td class="${side(index)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function where(report: WorkflowReport): Html {
  const { text, command } = handover(report);
  return html`<p>${text}</p>
    ${command === undefined ? [] : [html`<pre>${command}</pre>`]}`;
}
