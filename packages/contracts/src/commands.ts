import { z } from 'zod';
import { attemptNumber, commit, durationMs, id, path, priority, text } from './values.ts';
import { consumingService } from './streams.ts';
import { taskChanges } from './task-events.ts';
import { taskSpec } from './task-spec.ts';

/**
 * What one program may ask of a service. The key names the command on the bus: `command.<service>.<Name>`.
 * Every answer is a `CommandAnswer`: accepted with a position and a body, or rejected with a stable code.
 */
const planned = z.object({ ...taskSpec.shape }).omit({ taskId: true, dependencies: true });
/** Tasks name each other, and those that they depend on, by their ids in the plan. */
const requestedTasks = z
  .array(z.object({ ...planned.shape, dependencies: z.array(z.string()) }))
  .min(1)
  .max(20_000);

export const taskManagerCommands = {
  /** Same name, repository and plan while unfinished: the same workflow. `mode` settles a changed text. */
  RequestWorkflow: z.object({
    name: z.string().min(1).max(200),
    goal: text,
    planHash: z.string(),
    repository: path,
    /** Its file under `refs/heads` must have a name that every disk takes. */
    branch: z.string().min(1).max(200),
    base: commit,
    by: z.string(),
    mode: z.exactOptional(z.enum(['continue', 'new'])),
    tasks: requestedTasks,
  }),
  ApproveWorkflow: z.object({
    workflowId: id,
    by: z.string(),
    policy: z.exactOptional(z.string()),
  }),
  PauseWorkflow: z.object({ workflowId: id, by: z.string() }),
  ResumeWorkflow: z.object({ workflowId: id, by: z.string() }),
  CancelWorkflow: z.object({ workflowId: id, by: z.string(), reason: text }),
  /** More tasks for an approved workflow that has not ended. Answered with `{ workflowId, taskIds }`. */
  AddTasks: z.object({ workflowId: id, tasks: requestedTasks, by: z.string() }),
  /** Answered with `{ taskId, attempt }`: the first attempt that the changes hold for; 0 while a person has to retry. */
  UpdateTask: z.object({ taskId: id, changes: taskChanges, by: z.string() }),
  /** The next attempt is for agents of this kind; one that is under way ends. Answered as `UpdateTask` is. */
  ReassignTask: z.object({ taskId: id, agent: z.string().min(1).max(200), by: z.string() }),
  PauseTask: z.object({ taskId: id, by: z.string() }),
  ResumeTask: z.object({ taskId: id, by: z.string() }),
  CancelTask: z.object({ taskId: id, by: z.string(), reason: text }),
  /** Names the attempt that it ends; without one, the one that is current now. */
  RetryTask: z.object({ taskId: id, attempt: z.exactOptional(attemptNumber), by: z.string() }),
  /** Fails an escalated task. */
  RejectTask: z.object({ taskId: id, by: z.string(), reason: text }),
  AcceptAttempt: z.object({ taskId: id, attempt: attemptNumber, tree: commit }),
  RequestApproval: z.object({
    taskId: id,
    attempt: attemptNumber,
    requestId: z.string().min(1).max(100),
    action: z.string().min(1).max(100),
    detail: text,
  }),
  GrantApproval: z.object({ approvalId: id, by: z.string() }),
  DenyApproval: z.object({ approvalId: id, by: z.string(), reason: text }),
};

export const queueCommands = {
  /** Gives a queued task another base priority, which stays for its later attempts. */
  PrioritizeTask: z.object({ taskId: id, priority, by: z.string() }),
};

export const agentCoordinatorCommands = {
  RegisterAgents: z.object({
    executorId: id,
    agents: z
      .array(
        z.object({
          kind: z.string().min(1),
          slots: z.int().min(1),
          skills: z.array(z.string()),
        }),
      )
      .min(1),
  }),
  /** Heard by every coordinator. Answered with `{ notCurrent: [{ taskId, attempt }] }`. */
  RenewLeases: z.object({
    executorId: id,
    attempts: z.array(z.object({ taskId: id, attempt: attemptNumber })),
  }),
  DrainAgent: z.object({ agentId: id, by: z.string() }),
  /** Takes an agent back that a person has drained. */
  UndrainAgent: z.object({ agentId: id, by: z.string() }),
};

/** Served by every service that consumes: hands a dead letter to its handler once more. */
export const deadLetterCommands = {
  RedriveDeadLetter: z.object({ consumer: id, eventId: id, by: z.string() }),
};

export const commandSchemas = {
  ...taskManagerCommands,
  ...queueCommands,
  ...agentCoordinatorCommands,
  ...deadLetterCommands,
};

/** What people and programs outside may ask for, and which service decides it. The rest is between the services. */
export const openCommands = [
  'RequestWorkflow',
  'ApproveWorkflow',
  'PauseWorkflow',
  'ResumeWorkflow',
  'CancelWorkflow',
  'AddTasks',
  'UpdateTask',
  'ReassignTask',
  'PauseTask',
  'ResumeTask',
  'CancelTask',
  'RetryTask',
  'RejectTask',
  'GrantApproval',
  'DenyApproval',
  'PrioritizeTask',
  'DrainAgent',
  'UndrainAgent',
  'RedriveDeadLetter',
] as const satisfies readonly (keyof typeof commandSchemas)[];
export type OpenCommand = (typeof openCommands)[number];

/** A dead letter is handled again by the service that gave up on it: its consumer's name says which. */
export function serviceOfCommand(name: OpenCommand, payload: unknown): string {
  if (name === 'PrioritizeTask') return 'queue';
  if (name === 'DrainAgent' || name === 'UndrainAgent') return 'agent-coordinator';
  if (name !== 'RedriveDeadLetter') return 'task-manager';
  return consumingService(deadLetterCommands.RedriveDeadLetter.parse(payload).consumer);
}

export type CommandName = keyof typeof commandSchemas;
export type CommandPayload<N extends CommandName> = z.infer<(typeof commandSchemas)[N]>;

/** The longest that a lease lives without a renewal, and how often it is renewed. */
export const leaseDefaults = { leaseMs: 30_000, renewEveryMs: 5_000 } as const;
export type LeaseSettings = { readonly leaseMs: number; readonly renewEveryMs: number };
export const leaseSettings = z.object({ leaseMs: durationMs, renewEveryMs: durationMs });
