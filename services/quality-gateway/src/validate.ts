/** Validates one tree: the scope of the attempt, then the gates in a fresh checkout; the outcome goes into the log. */
import { type EventData, type GateResult, streams, type TaskSpec } from '@atms/contracts';
import {
  Cancelled,
  type CommandHandler,
  type LogFollower,
  type Rejection,
} from '@atms/eventsourcing';
import { withinLimits } from './domain/gate-limits.ts';
import { skipped } from './domain/not-run.ts';
import { checkScope } from './domain/scope.ts';
import type { ValidationCommand, ValidationEvent } from './domain/validation.ts';
import { verdictOf } from './domain/verdict.ts';
import type { CommandGate, GatewayOptions } from './ports.ts';
import type { GatewayView, Result } from './projections/gateway-view.ts';

export interface ValidationContext extends GatewayOptions {
  readonly view: GatewayView;
  readonly follower: LogFollower;
  /** Aborted when the service stops: what takes long ends without an outcome, and is taken up by the next start. */
  readonly stopping: AbortSignal;
  readonly validation: CommandHandler<ValidationCommand, ValidationEvent, Rejection>;
}

export interface Subject {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly of: 'attempt' | 'candidate';
  readonly commit: string;
  readonly tree: string;
  readonly repository: string;
  readonly spec: TaskSpec;
}

/** The attempt as it was executed: what it changed, and what it did beside its worktree. */
export async function validateAttempt(
  context: ValidationContext,
  executed: EventData<'task.executed'>,
): Promise<void> {
  const subject = subjectOf(context, executed);
  if (subject === undefined || context.view.result(subject) !== undefined) return;
  const repository = await context.repositories(subject.repository);
  const changed = await repository.changedPaths(executed.base, executed.commit);
  const scope = checkScope({
    paths: subject.spec.paths,
    changed,
    violations: executed.violations,
  });
  const gates = await runGates(context, subject, [scope]);
  await record(context, subject, { gates, toMerge: changed.length > 0 });
}

/** A merge candidate, whose tree nobody has validated yet. */
export async function validateCandidate(
  context: ValidationContext,
  subject: Subject,
): Promise<Result> {
  const known = context.view.result(subject);
  if (known !== undefined) return known;
  return record(context, subject, { gates: await runGates(context, subject, []), toMerge: true });
}

function subjectOf(
  { view }: ValidationContext,
  executed: EventData<'task.executed'>,
): Subject | undefined {
  const { workflowId, taskId, attempt, commit, tree } = executed;
  const task = view.task(taskId);
  const workflow = view.workflow(workflowId);
  const counts = executed.outcome === 'done' && view.isCurrent(taskId, attempt);
  if (task === undefined || workflow === undefined || !counts) return undefined;
  const { repository } = workflow.request;
  return { workflowId, taskId, attempt, of: 'attempt', commit, tree, repository, spec: task.spec };
}

async function runGates(
  context: ValidationContext,
  subject: Subject,
  before: readonly GateResult[],
): Promise<readonly GateResult[]> {
  const { repository, commit, spec } = subject;
  const gates = await context.gates.find(repository, commit, spec);
  const failed = before.find((gate) => gate.status === 'failed');
  if (failed !== undefined) {
    return [...before, ...skipped(gates, `not run: the ${failed.gate} check failed`)];
  }
  if (gates.length === 0) return before;
  if (gates.some((gate) => gate.missing === undefined)) await announce(context, subject, gates);
  return [...before, ...(await runUntilKnown(context, subject, gates))];
}

async function announce(
  { validation }: ValidationContext,
  subject: Subject,
  gates: readonly CommandGate[],
): Promise<void> {
  const { workflowId, taskId, attempt, of, commit, tree } = subject;
  await validation({
    stream: streams.validation(taskId, attempt),
    commandId: `start/${of}/${tree}`,
    correlationId: workflowId,
    command: {
      type: 'StartValidation',
      start: { workflowId, taskId, attempt, of, commit, tree, gates: gates.map((one) => one.gate) },
    },
  });
}

/** Gates that could not be run are run again, in a checkout of their own, before that is taken as the result. */
async function runUntilKnown(
  context: ValidationContext,
  subject: Subject,
  gates: readonly CommandGate[],
): Promise<readonly GateResult[]> {
  const { repository, commit, spec, taskId, attempt, of } = subject;
  const signal = context.stopping;
  for (let rerun = 0; ; rerun++) {
    const name = `${taskId}-${attempt}-${of}-${rerun}-${context.ports.ids.entity()}`;
    const results = await context.gates.run({ repository, commit, name, spec, gates, signal });
    if (signal.aborted) throw new Cancelled('The checks were stopped with the service');
    const hasError = results.some((result) => result.status === 'error');
    if (!hasError || rerun >= context.errorReruns) return results;
  }
}

/** @returns what the log holds, which somebody else may have found first. */
async function record(
  { validation, follower, view }: ValidationContext,
  subject: Subject,
  found: { readonly gates: readonly GateResult[]; readonly toMerge: boolean },
): Promise<Result> {
  const { workflowId, taskId, attempt, of, commit, tree, spec } = subject;
  const result: Result = {
    workflowId,
    taskId,
    attempt,
    of,
    commit,
    tree,
    verdict: verdictOf(found.gates, spec.checks),
    toMerge: found.toMerge,
    gates: [...withinLimits(found.gates)],
  };
  const outcome = await validation({
    stream: streams.validation(taskId, attempt),
    commandId: `result/${of}/${tree}`,
    correlationId: workflowId,
    command: { type: 'RecordResult', result },
  });
  await follower.reached(outcome.position);
  return view.result(subject) ?? result;
}
