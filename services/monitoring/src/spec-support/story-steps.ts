/** The steps of a story, each with the events that the services append for it. For specs alone. */
import type { EventData, ExecutionOutcome, GateResult, RetryCause, Verdict } from '@atms/contracts';
import { hash, lineId, specOf, type Story, type StoryTask, taskIdOf, workflowId } from './story.ts';

/** A workflow asked for and planned; the plan waits for approval. */
export function planned(story: Story, tasks: readonly StoryTask[], id = workflowId): Story {
  return story
    .happened('workflow.requested', {
      workflowId: id,
      name: `plan ${id}`,
      goal: 'Make it work',
      planHash: 'hash',
      repository: '/repositories/shop',
      branch: 'atms/shop',
      base: hash('a'),
      lineId,
      by: 'ada',
    })
    .happened('workflow.planned', { workflowId: id, part: 1, parts: 1, tasks: tasks.map(specOf) });
}

/** Approved, with every task created and queued. */
export function begun(story: Story, tasks: readonly StoryTask[], id = workflowId): Story {
  planned(story, tasks, id).happened('workflow.approved', { workflowId: id, by: 'ada' });
  for (const task of tasks) {
    const spec = specOf(task);
    story.happened('task.created', { ...spec, workflowId: id, lineId, attempt: 1 });
    queued(story, task.id, { dependencies: spec.dependencies, paths: spec.paths });
  }
  return story;
}

/** The current attempt of a task of the first workflow. */
export function attemptKey(story: Story, planTaskId: string) {
  return { workflowId, taskId: taskIdOf(planTaskId), attempt: story.attemptOf(planTaskId) };
}

export function queued(
  story: Story,
  id: string,
  more: Partial<EventData<'task.queued'>> = {},
): Story {
  return story.happened('task.queued', {
    ...attemptKey(story, id),
    lineId,
    dependencies: [],
    paths: [],
    priority: 'medium',
    queuedAt: story.now(),
    ...more,
  });
}

export function ready(story: Story, id: string): Story {
  return story.happened('task.ready', { ...attemptKey(story, id), lineId });
}

export function assigned(story: Story, id: string, agentId = 'box.shell'): Story {
  return story.happened('agent.assigned', {
    ...attemptKey(story, id),
    agentId,
    executorId: 'box',
    score: { total: 0.8, performance: 1, load: 0 },
    fallbacks: [],
    leaseMs: 30_000,
  });
}

export function started(story: Story, id: string, agentId = 'box.shell'): Story {
  return story.happened('task.started', {
    ...attemptKey(story, id),
    agentId,
    executorId: 'box',
    base: hash('a'),
    start: hash('a'),
  });
}

export interface Execution extends Partial<EventData<'task.executed'>> {
  readonly outcome?: ExecutionOutcome;
}

export function executed(story: Story, id: string, more: Execution = {}): Story {
  return story.happened('task.executed', {
    ...attemptKey(story, id),
    agentId: 'box.shell',
    outcome: 'done',
    base: hash('a'),
    commit: hash('b'),
    tree: hash('c'),
    durationMs: 1_000,
    summary: '',
    violations: [],
    ...more,
  });
}

export function validated(
  story: Story,
  id: string,
  result: {
    readonly of?: 'attempt' | 'candidate';
    readonly verdict?: Verdict;
    readonly gates?: readonly GateResult[];
  } = {},
): Story {
  const scope: GateResult = { gate: 'scope', status: 'passed', durationMs: 1, findings: [] };
  return story.happened('validation.result', {
    ...attemptKey(story, id),
    of: result.of ?? 'attempt',
    commit: hash('b'),
    tree: hash('c'),
    verdict: result.verdict ?? 'passed',
    toMerge: true,
    gates: [...(result.gates ?? [scope])],
  });
}

export function merged(story: Story, id: string): Story {
  const key = attemptKey(story, id);
  const candidate = { ...key, lineId, base: hash('a'), commit: hash('d'), tree: hash('c') };
  return story
    .happened('merge.started', candidate)
    .happened('task.accepted', { ...key, tree: hash('c') })
    .happened('merge.applied', candidate);
}

export function completed(story: Story, id: string): Story {
  const key = attemptKey(story, id);
  return story
    .happened('task.completed', { ...key, tree: hash('c'), commit: hash('d') })
    .happened('queue.removed', { ...key, lineId, reason: 'completed' });
}

export function retried(
  story: Story,
  id: string,
  retry: RetryCause | Partial<EventData<'task.retried'>>,
): Story {
  const { attempt: previous, ...key } = attemptKey(story, id);
  return story.happened('task.retried', {
    ...key,
    attempt: previous + 1,
    previous,
    cause: 'agent-failed',
    counted: true,
    agent: 'same',
    previousAgents: [],
    start: 'last-commit',
    findings: [],
    by: 'retry-policy',
    ...(typeof retry === 'string' ? { cause: retry } : retry),
  });
}

export function escalated(story: Story, id: string, message = 'nothing passed'): Story {
  return story.happened('task.escalated', {
    ...attemptKey(story, id),
    reason: 'retries-exhausted',
    message,
    findings: [],
  });
}

export function failed(story: Story, id: string, reason: string): Story {
  return story.happened('task.failed', { ...attemptKey(story, id), reason, by: 'policy' });
}

export function cancelled(story: Story, id: string, reason: string): Story {
  return story.happened('task.cancelled', { ...attemptKey(story, id), reason, by: 'workflow' });
}

/** From ready to running. */
export function underWay(story: Story, id: string): Story {
  return started(assigned(ready(story, id), id), id);
}

/** The way of a task that meets no trouble; its agent works for `durationMs`. */
export function carriedOut(story: Story, id: string, durationMs = 1_000): Story {
  underWay(story, id).wait(durationMs);
  return completed(merged(validated(executed(story, id, { durationMs }), id), id), id);
}

export function registered(story: Story, slots = 2): Story {
  return story.happened('agent.registered', {
    agentId: 'box.shell',
    executorId: 'box',
    kind: 'shell',
    slots,
    skills: ['sql'],
  });
}
