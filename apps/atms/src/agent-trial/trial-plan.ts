import type { Plan } from '@atms/plan';
import { parsePlan } from '@atms/plan';
import { AtmsError } from '@atms/eventsourcing';
import type { AgentConfig } from '@atms/platform/config';
import { skillsOf } from '../agent-skills.ts';
import { runSkill } from '@atms/contracts';

export const trialTaskId = 'agent-test';

const goal = "Write a file ready.txt at the top of the repository that holds the one word 'ready'.";

/** One task that every agent can do, with a check that only its work passes. */
export function trialPlan(agent: AgentConfig): Plan {
  const task = {
    id: trialTaskId,
    name: 'Write ready.txt',
    description: `${goal} Change nothing else.`,
    agent: agent.kind,
    paths: ['ready.txt'],
    // For an agent that runs commands; the others are asked in words.
    ...(skillsOf(agent).includes(runSkill) ? { run: 'echo ready > ready.txt' } : {}),
    checks: { 'the word is there': 'grep -qx ready ready.txt' },
  };
  const text = JSON.stringify({ name: 'Agent test', goal, tasks: [task] });
  const reading = parsePlan(text, { fileName: 'agent-test' });
  if (reading.ok) return reading.plan;
  throw new AtmsError('bad-plan', reading.problems.map(({ message }) => message).join('; '));
}
