import { describe, expect, it } from 'vitest';
import type { WorkflowDetail } from '@atms/monitoring';
import { createColours } from './colours.ts';
import { workflowText } from './workflow-text.ts';

const style = { colours: createColours(false), called: (command: string) => command };

const workflow: WorkflowDetail = {
  workflowId: 'W1',
  name: 'Shop',
  goal: '',
  state: 'running',
  paused: false,
  repository: '/shop',
  branch: 'atms/shop',
  base: 'a'.repeat(40),
  requestedAt: '2026-01-02T03:04:05.678Z',
  requestedBy: 'cli:me',
  approvedAt: null,
  approvedBy: null,
  endedAt: null,
  endReason: null,
  progress: { ended: 2, total: 3, percent: 66 },
  tasksByState: { completed: 1, failed: 1, running: 1 },
  tasks: [],
  overallProgress: 66,
  elapsedMs: 60_000,
  waitsForPerson: false,
  waiting: [],
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
