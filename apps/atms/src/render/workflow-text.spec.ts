import { describe, expect, it } from 'vitest';
import type { WorkflowDetail } from '@atms/monitoring';
import { plainWorkflowDetail } from '../spec-support/plain-views.ts';
import { createColours } from './colours.ts';
import { workflowText } from './workflow-text.ts';

const style = { colours: createColours(false), called: (command: string) => command };

const workflow: WorkflowDetail = {
  ...plainWorkflowDetail,
  progress: { ended: 2, total: 3, percent: 66 },
  tasksByState: { completed: 1, failed: 1, running: 1 },
  overallProgress: 66,
};

describe('the text of a workflow', () => {
  it('tells the time left from one second on', () => {
    expect(workflowText({ ...workflow, remainingMs: 5_000 }, style)).toContain('about 5s left');
    expect(workflowText({ ...workflow, remainingMs: 0 }, style)).not.toContain('left');
    expect(workflowText(workflow, style)).not.toContain('left');
  });

  it('counts what has ended while it goes on, and what was completed after its end', () => {
    expect(workflowText(workflow, style)).toContain('2 of 3 ended');
    const endedAt = '2026-01-02T04:04:05.678Z';
    expect(workflowText({ ...workflow, state: 'failed', endedAt }, style)).toContain(
      '1 of 3 tasks completed',
    );
  });
});
