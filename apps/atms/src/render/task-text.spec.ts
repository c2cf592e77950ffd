import { describe, expect, it } from 'vitest';
import type { AttemptView, TaskDetail } from '@atms/monitoring';
import { plainTask } from '../spec-support/plain-views.ts';
import { createColours } from './colours.ts';
import { taskText } from './task-text.ts';

const attempt: AttemptView = {
  attempt: 1,
  agentId: null,
  openedAt: '2030-01-01T00:00:00.000Z',
  openedBy: null,
  startedAt: null,
  executedAt: null,
  durationMs: null,
  outcome: null,
  summary: null,
  verdict: null,
  endCause: null,
  endedAt: null,
  findings: [],
  violations: [],
  base: null,
  commit: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  transcriptKey: null,
};

function shown(change: Partial<TaskDetail>): string {
  const task: TaskDetail = {
    ...plainTask,
    description: '',
    acceptance: [],
    skills: [],
    wantedAgent: null,
    run: null,
    checks: 'found',
    timeoutMs: null,
    attempts: [attempt],
    gates: [],
    approvals: [],
    ...change,
  };
  return taskText(task, createColours(false));
}

describe('a task as text', () => {
  it('has no attempt while nobody has begun with it, and says what it asks for', () => {
    const asked = { wantedAgent: 'shell', skills: ['npm'], run: 'make', timeoutMs: 60_000 };
    const text = shown({ ...asked, checks: ['test', { name: 'types', run: 'tsc' }] });
    expect(text).not.toContain('Attempt');
    for (const line of ['for      shell, npm', 'run      make', 'checks   test, types']) {
      expect(text).toContain(line);
    }
  });

  it('does not claim to know how long an attempt worked whose process was found dead', () => {
    const dead = { startedAt: '2030-01-01T00:00:00.000Z', outcome: 'interrupted' };
    expect(shown({ attempts: [{ ...attempt, ...dead }] })).toContain(
      'work   interrupted, after an unknown time',
    );
  });

  it('has each finding on a line of its own with place and rule, and what the agent said once', () => {
    const finding = { gate: 'lint', message: 'unused', file: 'a.ts', line: 3, rule: 'no-unused' };
    const said = { gate: 'agent', message: 'exit code 1' };
    const text = shown({
      attempts: [{ ...attempt, summary: 'exit code 1', endCause: 'x', findings: [said, finding] }],
    });
    expect(text).toContain('\n  lint: a.ts:3: unused (no-unused)');
    expect(text.match(/exit code 1/g)).toHaveLength(1);
  });
});
