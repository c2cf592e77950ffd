import type { WhyView } from '@atms/monitoring';
import { describe, expect, it } from 'vitest';
import { agentLeft, taskLeft, whyLeft } from './left-behind.ts';

describe('what was left behind by a process that is gone', () => {
  const working: WhyView['root'] = {
    code: 'working',
    text: 'attempt 1, running for 12s on local.shell',
    who: 'agent',
    by: [],
    since: null,
    commands: ['atms task logs X'],
  };
  const names = { taskId: 'X', planTaskId: 'T1', workflowId: 'W', workflowName: 'slow' };
  const link = { taskId: 'X', planTaskId: 'T1', state: 'running' };
  const why: WhyView = {
    ...names,
    sentence: `T2 waits for T1, ${working.text}`,
    chain: [{ ...link, causes: [working] }],
    root: working,
    findings: [],
  };
  const was = 'was running when the last process ended; it goes on with the next run';

  it('was at work, without a clock that runs and without anybody who moves it', () => {
    expect(whyLeft(why)).toMatchObject({
      sentence: `T2 waits for T1: ${was}`,
      chain: [{ causes: [{ text: was }] }],
      root: { who: 'nobody', commands: [] },
    });
    expect(taskLeft({ state: 'running', actualMs: 12_000, why: 'x' })).toEqual({
      state: 'running',
      actualMs: null,
      why: was,
    });
  });

  it('stays as it was where a person moves it, or where it had ended', () => {
    const escalated = { ...working, code: 'escalated', who: 'person' } as const;
    const told = { ...why, chain: [{ ...link, causes: [escalated] }], root: escalated };
    expect(whyLeft(told)).toEqual(told);
    const ended = { state: 'completed', actualMs: 12_000, why: 'x' } as const;
    expect(taskLeft(ended)).toBe(ended);
  });

  it('holds no slots', () => {
    const agent = { agentId: 'box.shell', kind: 'shell', reason: null, slots: 2, skills: [] };
    expect(agentLeft({ ...agent, state: 'online', slotsUsed: 2 })).toMatchObject({
      state: 'offline',
      slotsUsed: 0,
    });
  });
});
