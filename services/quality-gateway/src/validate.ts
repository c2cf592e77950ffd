/** Validates one tree: the scope of the attempt, then the gates in a fresh checkout; the outcome goes into the log. */
import {
  type EventData,
  type Finding,
  type GateResult,
  streams,
  type TaskSpec,
} from '@atms/contracts';
import type { CommandHandler, LogFollower, Rejection } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { ableToFail } from './able-to-fail.ts';
import { withinLimits } from './domain/gate-limits.ts';
import { skipped } from './domain/not-run.ts';
import { checkScope } from './domain/scope.ts';
import type { ValidationCommand, ValidationEvent } from './domain/validation.ts';
import { verdictOf } from './domain/verdict.ts';
import type { GateRuns, Ran } from './gate-runs.ts';
import { type Integrity, withDoubts } from './integrity/integrity-gate.ts';
import { judgingGates, movesGates } from './integrity/judging-gates.ts';
import { integrityOf } from './integrity/look-at-change.ts';
import type { CommandGate, GatewayOptions } from './ports.ts';
import type { GatewayView, Result } from './projections/gateway-view.ts';
import { leaveOf, relativeToBase } from './relative-to-base.ts';

export interface ValidationContext extends GatewayOptions {
  readonly view: GatewayView;
  readonly follower: LogFollower;
  /** Aborted when the service stops: what takes long ends without an outcome, and is taken up by the next start. */
  readonly stopping: AbortSignal;
  readonly runs: GateRuns;
  readonly validation: CommandHandler<ValidationCommand, ValidationEvent, Rejection>;
}

export interface Subject {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly of: 'attempt' | 'candidate';
  /** What the work is compared with: the attempt's base, or the head that the candidate is built on. */
  readonly base: string;
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
  const git = await context.repositories(subject.repository);
  const changed = await git.changedPaths(executed.base, executed.commit);
  const { paths } = subject.spec;
  const scope = checkScope({ paths, changed, violations: executed.violations });
  const judging = { subject, git, changed, gates: await gatesFor(context, subject, changed) };
  const gates = await runGates(context, judging, {
    scope,
    integrity: await integrity(context, judging),
  });
  await record(context, subject, { gates, toMerge: changed.length > 0 });
}

/** What is being judged, by which gates. */
interface Judging {
  readonly subject: Subject;
  readonly git: Repository;
  readonly changed: readonly string[];
  readonly gates: readonly CommandGate[];
}

/** @returns undefined where nothing was changed, and where the plan wants no checks */
async function integrity(
  context: ValidationContext,
  { subject, git, changed, gates }: Judging,
): Promise<Integrity | undefined> {
  const { base, commit, spec } = subject;
  if (changed.length === 0 || spec.checks === 'none') return undefined;
  const watch = startWatch(context);
  const looked = await integrityOf({ repository: git, base, commit, spec, gates });
  return { ...looked, result: { ...looked.result, durationMs: watch() } };
}

/** @returns how long it has been, in milliseconds */
function startWatch({ ports: { clock } }: ValidationContext): () => number {
  const from = clock.monotonicMs();
  return () => clock.monotonicMs() - from;
}

/** The gates of the commit, as far as it did not change them itself: no work rewrites the check that judges it. */
async function gatesFor(
  context: ValidationContext,
  { repository, base, commit, spec }: Subject,
  changed: readonly string[],
): Promise<readonly CommandGate[]> {
  const attempt = await context.gates.find(repository, commit, spec);
  if (!movesGates(changed)) return attempt;
  const before = await context.gates.find(repository, base, spec);
  return judgingGates({ base: before, attempt, spec, changed });
}

/** A merge candidate, whose tree nobody has validated yet. */
export async function validateCandidate(
  context: ValidationContext,
  subject: Subject,
): Promise<Result> {
  const known = context.view.result(subject);
  if (known !== undefined) return known;
  const git = await context.repositories(subject.repository);
  const changed = await git.changedPaths(subject.base, subject.commit);
  const gates = await gatesFor(context, subject, changed);
  const results = await runGates(context, { subject, git, changed, gates }, {});
  return record(context, subject, { gates: results, toMerge: true });
}

function subjectOf(
  { view }: ValidationContext,
  executed: EventData<'task.executed'>,
): Subject | undefined {
  const { workflowId, taskId, attempt, base, commit, tree } = executed;
  const task = view.task(taskId);
  const workflow = view.workflow(workflowId);
  const counts = executed.outcome === 'done' && view.isCurrent(taskId, attempt);
  if (task === undefined || workflow === undefined || !counts) return undefined;
  const { repository } = workflow.request;
  const subject = { workflowId, taskId, attempt, base, commit, tree, repository };
  return { ...subject, of: 'attempt', spec: task.spec };
}

/** What was looked at before any gate is run. Of a candidate nothing: its attempt was. */
interface Looked {
  readonly scope?: GateResult;
  readonly integrity?: Integrity | undefined;
}

async function runGates(
  context: ValidationContext,
  judging: Judging,
  { scope, integrity: looked }: Looked,
): Promise<readonly GateResult[]> {
  const { gates } = judging;
  const about = (isSettled: boolean) => [
    ...(scope === undefined ? [] : [scope]),
    ...(looked === undefined ? [] : [withDoubts(looked, isSettled)]),
  ];
  const refused = about(true).find(({ status }) => status === 'failed' || status === 'error');
  if (refused !== undefined) {
    const why = refused.status === 'failed' ? 'failed' : 'could not be made';
    return [...about(false), ...skipped(gates, `not run: the ${refused.gate} check ${why}`)];
  }
  if (gates.length === 0) return about(false);
  const { isCounted, results } = await runAgainstBase(context, judging, looked?.doubts ?? []);
  return [...about(isCounted), ...results];
}

/** Gates as they ran on the tree, and what that means beside the base. */
async function runAgainstBase(
  context: ValidationContext,
  { subject, git, changed, gates }: Judging,
  doubts: readonly Finding[],
): Promise<{ readonly isCounted: boolean; readonly results: readonly GateResult[] }> {
  if (gates.some(({ missing }) => missing === undefined)) await announce(context, subject, gates);
  const ran = await runUntilKnown(context, subject, gates);
  const { runs, view } = context;
  const { repository, base, commit, spec, of } = subject;
  const name = nameOf(subject);
  const tree = await git.treeOf(base);
  const place = { repository, commit: base, tree, spec, name: `${name}-base` };
  const { ran: seen, ranAsMany: isCounted } = await relativeToBase({
    runs,
    counted: view.counted,
    base: place,
    gates,
    ran,
    changed,
    isInDoubt: doubts.length > 0,
    ...leaveOf(spec),
  });
  const results = seen.map(({ outcome }) => outcome);
  if (of === 'candidate') return { isCounted, results };
  const watch = startWatch(context);
  const shown = await ableToFail({
    runs,
    git,
    repository,
    name,
    base: place,
    commit,
    spec,
    changed,
    gates,
    ran,
    seen,
  });
  const durationMs = watch();
  return { isCounted, results: [...results, ...shown.map((gate) => ({ ...gate, durationMs }))] };
}

function nameOf({ taskId, attempt, of }: Subject): string {
  return `${taskId}-${attempt}-${of}`;
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
  { runs, errorReruns }: ValidationContext,
  subject: Subject,
  gates: readonly CommandGate[],
): Promise<readonly Ran[]> {
  for (let rerun = 0; ; rerun++) {
    const results = await runs.run({ ...subject, name: `${nameOf(subject)}-${rerun}` }, gates);
    const hasError = results.some(({ outcome }) => outcome.status === 'error');
    if (!hasError || rerun >= errorReruns) return results;
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
