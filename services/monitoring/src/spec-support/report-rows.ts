import type { ReportRows } from '../report/workflow-report.ts';
import { tablesAfter } from './memory-tables.ts';
import type { Story } from './story.ts';

/** What a report of the story's workflow is made of. */
export function reportRowsAfter(story: Story): ReportRows {
  const tables = tablesAfter(story);
  const [workflow] = tables.rows('workflows');
  if (workflow === undefined) throw new Error('The story has no workflow');
  return {
    workflow,
    asOf: story.now(),
    tasks: tables.rows('tasks'),
    attempts: tables.rows('attempts'),
    assignments: tables.rows('assignments'),
    agents: tables.rows('agents'),
    gates: tables.rows('gates'),
    approvals: tables.rows('approvals'),
    escalations: tables.rows('escalations'),
    merges: tables.rows('merges'),
    locks: tables.rows('locks'),
    deadLetters: tables.rows('dead_letters'),
  };
}
