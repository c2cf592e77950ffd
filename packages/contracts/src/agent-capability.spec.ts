import { describe, expect, it } from 'vitest';
import { canDo } from './agent-capability.ts';

const agent = { agentId: 'local.coder', kind: 'coder', skills: ['typescript', 'sql'] };

describe('an agent can do a task', () => {
  it.each([
    ['that asks for nothing', { skills: [] }],
    ['that names its kind', { agent: 'coder', skills: [] }],
    ['that names a role which is among its skills', { agent: 'typescript', skills: [] }],
    ['whose skills it has', { skills: ['sql', 'typescript'] }],
    ['that asks for its kind as a skill', { agent: 'sql', skills: ['coder'] }],
  ])('%s', (_, task) => {
    expect(canDo(agent, task)).toBe(true);
  });
});

describe('an agent cannot do a task', () => {
  it.each([
    ['that names another kind', { agent: 'shell', skills: [] }],
    ['of which it lacks one skill', { skills: ['typescript', 'css'] }],
    ['that names its kind and a skill that it lacks', { agent: 'coder', skills: ['css'] }],
    ['that names its id, which is not a kind', { agent: 'local.coder', skills: [] }],
    ['whose skill differs in case', { skills: ['TypeScript'] }],
  ])('%s', (_, task) => {
    expect(canDo(agent, task)).toBe(false);
  });
});

describe('a task with a command', () => {
  const runner = { agentId: 'local.shell', kind: 'shell', skills: ['run'] };
  const command = { run: 'npm test', skills: [] };

  it('is for an agent that runs commands, unless it names its agent', () => {
    expect(canDo(runner, command)).toBe(true);
    expect(canDo(agent, command)).toBe(false);
    expect(canDo(agent, { ...command, agent: 'coder' })).toBe(true);
  });

  it('is all that such an agent does', () => {
    expect(canDo(runner, { skills: [] })).toBe(false);
    expect(canDo(runner, { agent: 'shell', skills: [] })).toBe(false);
  });
});
