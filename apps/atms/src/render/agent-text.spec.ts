import { describe, expect, it } from 'vitest';
import type { AgentDetail } from '@atms/monitoring';
import { agentsText, agentText } from './agent-text.ts';
import { createColours } from './colours.ts';

const colours = createColours(false);
const agent: AgentDetail = {
  agentId: 'local.shell',
  executorId: 'local',
  kind: 'shell',
  state: 'online',
  reason: null,
  since: '2026-01-02T03:04:05.678Z',
  slots: 2,
  slotsUsed: 1,
  skills: ['sql'],
  working: [
    {
      taskId: 'X1',
      planTaskId: 'T1',
      workflowId: 'W1',
      name: 'Schema',
      attempt: 2,
      assignedAt: '2026-01-02T03:04:00.000Z',
    },
  ],
  performance: {
    executed: 3,
    done: 2,
    passed: 1,
    byOutcome: { done: 2, 'timed-out': 1 },
    meanDurationMs: 90_000,
    costUsd: 1.5,
  },
};

describe('agents', () => {
  it('are shown one a line, with their record and what they work on', () => {
    const rows = agentsText([agent], colours)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['agent', 'state', 'in use', 'attempts', 'works on', 'skills'],
      ['local.shell', 'online', '1 of 2 slots', '2 of 3 done, 1 passed, 1 timed-out', 'T1', 'sql'],
    ]);
    expect(agentsText([], colours)).toContain('No agent was registered here yet');
  });

  it('are shown one at a time with everything that is known', () => {
    const nowMs = Date.parse('2026-01-02T03:04:40.000Z');
    expect(agentText(agent, { colours, nowMs }).split('\n')).toEqual([
      'local.shell',
      '',
      'state      online',
      'slots      1 of 2 in use',
      'skills     sql',
      'attempts   2 of 3 done, 1 passed, 1 timed-out',
      'mean time  1m 30s',
      'cost       $1.50',
      '',
      'Works on',
      '  T1  Schema  attempt 2  for 40s',
    ]);
  });
});
