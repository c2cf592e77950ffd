import { describe, expect, it } from 'vitest';
import type { AgentConfig } from '@atms/platform/config';
import { parsePlan } from '@atms/plan';
import { checkAgents } from './check-agents.ts';

const shell: AgentConfig = {
  kind: 'shell',
  adapter: 'shell',
  slots: 1,
  skills: [],
  env: {},
  allowEnv: [],
};
const coder: AgentConfig = { ...shell, kind: 'coder', adapter: 'recorded', skills: ['typescript'] };

describe('the agents for a plan', () => {
  it.each([
    ['a command for a shell', '{ id: T1, name: A, run: make }', [shell]],
    ['a kind of agent', '{ id: T1, name: A, agent: coder }', [shell, coder]],
    ['a role among the skills', '{ id: T1, name: A, agent: typescript }', [coder]],
    ['nothing special, and not all agents are shells', '{ id: T1, name: A }', [shell, coder]],
  ])('are enough for %s', (_, task, agents) => {
    expect(() => check(task, agents)).not.toThrow();
  });

  it.each([
    [
      'an agent that nobody is',
      '{ id: T1, name: A, agent: tester }',
      'T1 asks for tester: nobody has tester',
    ],
    [
      'a mistyped skill beside one that is there',
      '{ id: T1, name: A, run: make, skills: [shell, shel] }',
      'T1 asks for shell, shel: nobody has shel (did you mean shell?)',
    ],
    [
      'a skill that nobody has',
      '{ id: T1, name: A, run: make, skills: [rust] }',
      'T1 asks for rust',
    ],
    ['no command, with shells alone', '{ id: T1, name: A }', 'T1 has no run: command'],
  ])('are refused before the start for a task with %s', (_, task, message) => {
    expect(() => check(task, [shell])).toThrow(message);
  });

  it('are refused when no single one has all that is asked for', () => {
    const task = '{ id: T1, name: A, agent: shell, skills: [typescript] }';
    expect(() => check(task, [shell, coder])).toThrow('no single agent has all of it');
  });

  it('names the first few tasks, and how many more there are', () => {
    const tasks = Array.from({ length: 8 }, (_, at) => `{ id: T${at}, name: A }`).join(', ');
    expect(() => check(tasks, [shell])).toThrow('and 3 more');
  });
});

function check(tasks: string, agents: readonly AgentConfig[]): void {
  const reading = parsePlan(`name: Plan\ntasks: [${tasks}]`, { fileName: 'plan.yaml' });
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  checkAgents(reading.plan, agents);
}
