import { answerProblem } from '@atms/platform/http';
import type { Context } from 'hono';
import { reportHtml } from '../report/html/page.ts';
import { reportMarkdown } from '../report/markdown.ts';
import type { WorkflowReport } from '../report/workflow-report.ts';

/** As JSON, or as what `?format=` names. */
export function answerReport(context: Context, report: WorkflowReport): Response {
  const format = context.req.query('format') ?? 'json';
  switch (format) {
    case 'json':
      return context.json(report);
    case 'markdown':
      return context.body(reportMarkdown(report), 200, typed('text/markdown'));
    case 'html':
      return context.body(reportHtml(report), 200, typed('text/html'));
    default:
      return answerProblem(context, {
        status: 400,
        code: 'invalid-message',
        detail: `There is no format '${format}': json, markdown or html`,
      });
  }
}

function typed(type: string): { 'content-type': string } {
  return { 'content-type': `${type}; charset=utf-8` };
}
