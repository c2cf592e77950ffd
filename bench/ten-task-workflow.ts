/** E's ten-task graph as a request, and one workflow's way from the command to its end. */
import type { CommandPayload } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { readTenTasks } from '../packages/plan/src/testing/ten-tasks.ts';
import { emptyCommit } from './no-op-world.ts';
import type { SixServices } from './six-services.ts';

type Request = CommandPayload<'RequestWorkflow'>;
type Platform = SixServices['platform'];

export const tasksPerWorkflow = 10;

const tasks: Request['tasks'] = readTenTasks().map(
  ({ planTaskId, name, description, estimateMs, dependencies, agent, priority, onFailure }) => ({
    planTaskId,
    name,
    description,
    estimateMs,
    dependencies: [...dependencies],
    ...(agent === undefined ? {} : { agent }),
    priority,
    onFailure,
    skills: [],
    paths: [],
    acceptance: [],
    checks: 'none',
  }),
);

/** The kinds of agents that the ten tasks name. */
export const tenTaskAgents: readonly string[] = [...new Set(tasks.map((task) => task.agent ?? ''))];

export function tenTaskRequest(name: string): Request {
  return {
    name,
    goal: 'An authentication system',
    planHash: 'ten-tasks',
    repository: '/nowhere',
    branch: `atms/${name}`,
    base: emptyCommit,
    by: 'bench',
    tasks,
  };
}

/** The first task alone. */
export function oneTaskRequest(name: string): Request {
  return { ...tenTaskRequest(name), tasks: tasks.slice(0, 1) };
}

export interface WorkflowRunner {
  /** Requests and approves it, without waiting for its end. */
  begin(request: Request): Promise<{ readonly ended: Promise<void> }>;
  /** @returns milliseconds from the command to `workflow.completed`. */
  run(request: Request): Promise<number>;
  close(): Promise<void>;
}

export async function createWorkflowRunner(platform: Platform): Promise<WorkflowRunner> {
  const ends = await followEnds(platform);
  const begin: WorkflowRunner['begin'] = async (request) => {
    const workflowId = await ask(platform, 'RequestWorkflow', request);
    const ended = ends.of(workflowId);
    await ask(platform, 'ApproveWorkflow', { workflowId, by: 'bench' });
    return { ended };
  };
  return {
    begin,
    async run(request) {
      const startedMs = performance.now();
      await (
        await begin(request)
      ).ended;
      return performance.now() - startedMs;
    },
    close: ends.close,
  };
}

/** @returns the workflow that the answer names, if it does. */
async function ask(
  { commands, ids }: Platform,
  name: 'RequestWorkflow' | 'ApproveWorkflow',
  payload: unknown,
): Promise<string> {
  const commandId = ids.entity();
  const answer = await commands.request({ service: 'task-manager', name, payload, commandId });
  if (answer.kind === 'rejected') throw new Error(`${name}: ${answer.message}`);
  return (answer.body as { readonly workflowId: string } | undefined)?.workflowId ?? '';
}

const end = /^workflow\.(completed|failed|cancelled)$/;

/** Hears of ends as anybody does who follows the log: after they are safe on disk. */
async function followEnds({ store }: Platform) {
  const waiting = new Map<string, (event: RecordedEvent) => void>();
  const subscription = store.subscribe({
    after: await store.head(),
    onEvents(events) {
      for (const event of events.filter(({ type }) => end.test(type))) {
        const { workflowId } = event.data as { readonly workflowId: string };
        waiting.get(workflowId)?.(event);
        waiting.delete(workflowId);
      }
    },
    onFailure(error) {
      throw error;
    },
  });
  return {
    close: () => subscription.close(),
    of: (workflowId: string) =>
      new Promise<void>((resolve, reject) => {
        waiting.set(workflowId, ({ type }) =>
          type === 'workflow.completed' ? resolve() : reject(new Error(`${workflowId}: ${type}`)),
        );
      }),
  };
}
