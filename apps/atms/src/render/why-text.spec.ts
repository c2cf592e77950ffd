import type { QueueView, WhyView } from '@atms/monitoring';
import { describe, expect, it } from 'vitest';
import { createColours } from './colours.ts';
import { queueText } from './queue-text.ts';
import { whyText } from './why-text.ts';

const colours = createColours(false);
const style = {
  colours,
  called: (command: string) => command.replace('atms', 'node bin/atms.mjs'),
};

const held = {
  code: 'path-locked',
  text: 'waits for src/** held by T4',
  who: 'atms',
  by: ['01T4'],
  since: null,
  commands: [],
} as const;

const asked = {
  code: 'approval',
  text: 'waits for leave to npm install (A1)',
  who: 'person',
  by: [],
  since: null,
  commands: ['atms approve A1', 'atms reject A1'],
} as const;

const why: WhyView = {
  taskId: '01T3',
  planTaskId: 'T3',
  workflowId: 'W',
  workflowName: 'shop',
  sentence: 'T3 waits for src/** held by T4, which waits for leave to npm install (A1)',
  chain: [
    {
      taskId: '01T3',
      planTaskId: 'T3',
      state: 'queued',
      causes: [{ ...held, by: ['01T4'], commands: [] }],
    },
    {
      taskId: '01T4',
      planTaskId: 'T4',
      state: 'running',
      causes: [{ ...asked, by: [], commands: [...asked.commands] }],
    },
  ],
  root: { ...asked, by: [], commands: [...asked.commands] },
  findings: [
    { gate: 'lint', message: 'unused', file: 'src/a.ts', line: 3, rule: 'no-unused-vars' },
  ],
};

describe('the answer to why', () => {
  it('is the sentence, each step with its code, what was found, and the commands at the root', () => {
    expect(whyText(why, style).split('\n')).toEqual([
      'T3 waits for src/** held by T4, which waits for leave to npm install (A1)',
      '',
      'Because',
      '  T3  path-locked: waits for src/** held by T4',
      '  T4  approval: waits for leave to npm install (A1)',
      '',
      'Findings',
      '  lint: src/a.ts:3: unused (no-unused-vars)',
      '',
      'A person can move it',
      '  node bin/atms.mjs approve A1',
      '  node bin/atms.mjs reject A1',
    ]);
  });
});

const parts = {
  base: 50,
  age: 2.5,
  deadline: 30,
  criticalPath: 20,
  blocks: 10,
  total: 112.5,
  overdue: false,
};

const queue: QueueView = {
  entries: [
    {
      taskId: '01T3',
      planTaskId: 'T3',
      name: 'Schema',
      workflowId: 'W',
      workflowName: 'shop',
      attempt: 1,
      priority: 'medium',
      queuedAt: '2030-01-01T00:00:00.000Z',
      deadline: null,
      blocks: 1,
      parts,
      causes: [{ ...held, by: ['01T4'], commands: [] }],
    },
  ],
};

describe('the queue', () => {
  it('shows every part of a priority, and what keeps the task', () => {
    const [heading, row] = queueText(queue, colours).split('\n');
    expect(heading).toMatch(/task +total +base +age +deadline +critical path +blocks +waits/);
    expect(row).toMatch(
      /1 +T3 +112\.5 +50 medium +2\.5 \(2m 30s\) +30 +20 +10 \(1\) +waits for src/,
    );
  });

  it('says so when nothing waits', () => {
    expect(queueText({ entries: [] }, colours)).toBe('Nothing waits in the queue');
  });
});
