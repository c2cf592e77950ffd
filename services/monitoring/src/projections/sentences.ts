import type { EventData, EventType, GateResult, TaskChanges } from '@atms/contracts';

/** What each event says, for people, without its subject: "T3: attempt 2 started on laptop.shell". */
export type Sentences = { readonly [T in EventType]: (data: EventData<T>) => string };

const workflowSentences = {
  'workflow.requested': ({ name, by }) => `${by} asked for '${name}'`,
  'workflow.planned': ({ tasks, part, parts }) =>
    parts > 1
      ? `${count(tasks, 'task')} planned (part ${part} of ${parts})`
      : `${count(tasks, 'task')} planned`,
  'workflow.approved': ({ by, policy }) => `the plan was approved by ${byWhom(by, policy)}`,
  'workflow.extended': ({ tasks, by }) =>
    `${by} added ${count(tasks, 'task')}: ${tasks.map(({ planTaskId }) => planTaskId).join(', ')}`,
  'workflow.paused': ({ by }) => `${by} paused the workflow`,
  'workflow.resumed': ({ by }) => `${by} let the workflow go on`,
  'workflow.completed': () => 'the workflow is complete: every task is done',
  'workflow.failed': ({ reason }) => `the workflow failed: ${reason}`,
  'workflow.cancelled': ({ by, reason }) => `${by} cancelled the workflow${forReason(reason)}`,
} satisfies Partial<Sentences>;

const taskSentences = {
  'task.created': () => 'accepted into the workflow',
  'task.updated': ({ by, changes }) => `${by} changed ${changed(changes)}`,
  'task.queued': ({ attempt, notBefore }) =>
    notBefore === undefined
      ? `attempt ${attempt} is in the queue`
      : `attempt ${attempt} is in the queue, not before ${notBefore}`,
  'task.ready': ({ attempt }) => `attempt ${attempt} may run`,
  'task.started': ({ attempt, agentId }) => `attempt ${attempt} started on ${agentId}`,
  'task.checkpointed': ({ attempt, commit }) =>
    `work in progress of attempt ${attempt} saved as ${short(commit)}`,
  'task.executed': (executed) => `attempt ${executed.attempt} ended${howExecuted(executed)}`,
  'task.retried': ({ attempt, previous, cause, by }) =>
    `attempt ${attempt} follows attempt ${previous}, which ended by ${cause} (decided by ${by})`,
  'task.paused': ({ by }) => `${by} paused the task`,
  'task.resumed': ({ by }) => `${by} let the task go on`,
  'task.accepted': ({ attempt }) => `attempt ${attempt} is accepted; its merge is under way`,
  'task.escalated': ({ reason, message }) => `needs a person, ${reason}: ${message}`,
  'task.completed': ({ attempt, commit }) =>
    commit === undefined
      ? `completed with attempt ${attempt}`
      : `completed with attempt ${attempt} as ${short(commit)}`,
  'task.failed': ({ by, reason }) => `failed, decided by ${by}${forReason(reason)}`,
  'task.cancelled': ({ by, reason }) => `cancelled by ${by}${forReason(reason)}`,
} satisfies Partial<Sentences>;

const workSentences = {
  'lock.acquired': ({ paths }) => `has ${paths.join(', ')} for itself`,
  'queue.prioritized': ({ priority, deadline, by }) =>
    deadline === undefined
      ? `given priority ${priority} by ${by}`
      : `queued by its deadline ${deadline} (by ${by})`,
  'queue.removed': ({ reason }) => `left the queue: ${reason}`,
  'agent.registered': ({ agentId, slots, by }) =>
    by === undefined
      ? `agent ${agentId} registered with ${slots} ${slots === 1 ? 'slot' : 'slots'}`
      : `agent ${agentId} takes work again (by ${by})`,
  'agent.assigned': ({ attempt, agentId, score }) =>
    `attempt ${attempt} given to ${agentId} (score ${score.total.toFixed(2)})`,
  'agent.released': ({ attempt, agentId, reason }) =>
    `${agentId} gave back the slot of attempt ${attempt}: ${reason}`,
  'agent.online': ({ agentId }) => `agent ${agentId} is online`,
  'agent.offline': ({ agentId, reason }) => `agent ${agentId} is offline: ${reason}`,
  'agent.drained': ({ agentId, by }) => `agent ${agentId} takes no more work (by ${by})`,
} satisfies Partial<Sentences>;

const judgementSentences = {
  'validation.started': ({ of, gates }) => `checks of the ${of} began: ${gates.join(', ')}`,
  'validation.result': ({ of, verdict, gates }) =>
    `checks of the ${of}: ${verdict}${inBrackets(gates.map(gateWord))}`,
  'merge.started': ({ commit }) => `merge of ${short(commit)} began`,
  'merge.applied': ({ commit }) => `merged as ${short(commit)}`,
  'merge.conflicted': ({ reason, message }) => `not merged, ${reason}: ${message}`,
  'approval.requested': ({ approvalId, action, detail }) =>
    `asks for leave to ${action}: ${detail} (${approvalId})`,
  'approval.granted': ({ approvalId, by, policy }) =>
    `${approvalId} granted by ${byWhom(by, policy)}`,
  'approval.denied': ({ approvalId, by, reason }) =>
    `${approvalId} denied by ${by}${forReason(reason)}`,
  'approval.expired': ({ approvalId, reason }) => `${approvalId} expired: ${reason}`,
  'deadletter.recorded': ({ consumer, eventType, deliveries, error }) =>
    `${consumer} gave up on ${eventType} after ${deliveries} deliveries: ${error}`,
  'deadletter.redriven': ({ consumer, by }) => `${by} handed a dead letter to ${consumer} again`,
} satisfies Partial<Sentences>;

export const sentences: Sentences = {
  ...workflowSentences,
  ...taskSentences,
  ...workSentences,
  ...judgementSentences,
};

/** Of an attempt that was found dead nobody knows how long it worked. */
function howExecuted({ outcome, durationMs, summary }: EventData<'task.executed'>): string {
  const time = outcome === 'interrupted' && durationMs === 0 ? '' : ` after ${seconds(durationMs)}`;
  return `${time}: ${outcome}${because(summary)}`;
}

/** `the agent to recorded, run`: texts are long, so only a new name and a new agent are said. */
function changed(changes: TaskChanges): string {
  const words = Object.keys(changes).map((name) => {
    if (name === 'agent') return `the agent to ${changes.agent ?? ''}`;
    return name === 'name' ? `the name to '${changes.name ?? ''}'` : name;
  });
  return words.join(', ');
}

function byWhom(by: string, policy: string | undefined): string {
  return policy === undefined ? by : `policy ${policy}`;
}

function count(things: readonly unknown[], one: string): string {
  return `${things.length} ${things.length === 1 ? one : `${one}s`}`;
}

function short(commit: string): string {
  return commit.slice(0, 10);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function because(summary: string): string {
  const line = firstLine(summary);
  return line === '' ? '' : ` (${line})`;
}

/** People may decide without saying why. */
function forReason(reason: string): string {
  return reason === '' ? '' : `: ${reason}`;
}

/** Why a gate did not pass stands in its findings; why it let pass what it saw, here alone. */
function gateWord({ gate, status, reason }: GateResult): string {
  const word = `${gate} ${status}`;
  return status === 'failed' || status === 'skipped' || reason === undefined || gate === 'scope'
    ? word
    : `${word}: ${firstLine(reason)}`;
}

function inBrackets(words: readonly string[]): string {
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
