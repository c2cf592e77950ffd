/** Stories in any order, possible or not: what a projection has to take without losing its invariants. */
import * as fc from 'fast-check';
import {
  assigned,
  attemptKey,
  begun,
  completed,
  escalated,
  executed,
  merged,
  ready,
  registered,
  retried,
  started,
  validated,
} from './story-steps.ts';
import { createStory, type Story } from './story.ts';

const ids = ['T1', 'T2', 'T3'];

type Step = (story: Story, id: string) => unknown;

const steps: Readonly<Record<string, Step>> = {
  ready,
  assigned,
  started,
  executed: (story, id) => executed(story, id),
  validated: (story, id) => validated(story, id),
  merged,
  completed,
  retried: (story, id) => retried(story, id, 'agent-failed'),
  escalated: (story, id) => escalated(story, id),
  cancelled: (story, id) =>
    story.happened('task.cancelled', { ...attemptKey(story, id), by: 'ada', reason: 'no more' }),
  lateExecuted: (story, id) => executed(story, id, { attempt: earlier(story, id) }),
  released: (story, id) =>
    story.happened('agent.released', {
      ...attemptKey(story, id),
      attempt: earlier(story, id),
      agentId: 'box.shell',
      reason: 'lease-over',
    }),
};

function earlier(story: Story, id: string): number {
  return Math.max(1, story.attemptOf(id) - 1);
}

/** A workflow of three tasks in a row, then any steps of any of them. */
export const randomStory: fc.Arbitrary<Story> = fc
  .array(fc.record({ id: fc.constantFrom(...ids), step: fc.constantFrom(...Object.keys(steps)) }), {
    maxLength: 60,
  })
  .map((taken) => {
    const tasks = ids.map((id, index) => ({ id, dependencies: ids.slice(index - 1, index) }));
    const story = begun(registered(createStory()), tasks);
    for (const { id, step } of taken) steps[step]?.(story.wait(100), id);
    return story;
  });
