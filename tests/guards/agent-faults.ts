/** Faults against what the agent-coordinator promises: slots, leases, the choice, and that nothing stays assigned in vain. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const slots: readonly CodeFault[] = [
  {
    name: 'one slot too many',
    file: 'domain/agent.ts',
    replace: 'state.holds.length - freed.length >= slots',
    by: 'state.holds.length - freed.length > slots',
    spec: 'domain/agent.spec.ts',
    test: 'is refused when all are taken',
  },
  {
    name: 'a slot for an agent that is drained',
    file: 'domain/agent.ts',
    replace: '!state.online || state.drained',
    by: '!state.online',
    spec: 'domain/agent.spec.ts',
    test: 'is refused while the agent is offline or drained',
  },
  {
    name: 'a slot for an agent that is offline',
    file: 'domain/agent.ts',
    replace: '!state.online || state.drained',
    by: 'state.drained',
    spec: 'domain/agent.spec.ts',
    test: 'is refused while the agent is offline or drained',
  },
  {
    name: 'two slots for one attempt',
    file: 'domain/agent.ts',
    replace: '  if (state.holds.some((hold) => isSame(hold, key))) return accept();\n',
    by: '',
    spec: 'domain/agent.prop.spec.ts',
    test: 'holds an attempt at most once',
  },
  {
    name: 'more agents at work than there may be',
    file: 'processes/assignment.ts',
    replace: '    if (active >= limits.maxAgents) break;\n',
    by: '',
    spec: 'processes/assignment.spec.ts',
    test: 'stops at the cap over all agents',
  },
  {
    name: 'work on what is paused',
    file: 'processes/assignment.ts',
    replace: ' && !board.isPaused(key.taskId)',
    by: '',
    spec: 'processes/assignment.spec.ts',
    test: 'leaves out what is paused, its workflow or itself, until it is resumed',
  },
  {
    name: 'work on an attempt that is over',
    file: 'processes/assignment.ts',
    replace: 'board.isCurrent(key.taskId, key.attempt) && ',
    by: '',
    spec: 'processes/assignment.spec.ts',
    test: 'leaves out an attempt that is not the current one',
  },
  {
    name: 'a round of assignments given up for good',
    file: 'assigner.ts',
    replace: '        cancelRetry = ports.clock.after(retryAfterMs, look);\n',
    by: '',
    spec: 'agent-coordinator.spec.ts',
    test: 'looks again by itself after a round that the log did not take',
  },
];

const choice: readonly CodeFault[] = [
  {
    name: 'a choice that takes who is away',
    file: 'domain/agent-choice.ts',
    replace: 'agent.available && canDo(agent, task)',
    by: 'canDo(agent, task)',
    spec: 'domain/agent-choice.spec.ts',
    test: 'never falls on one that is away, however good it is',
  },
  {
    name: 'a choice that takes who cannot do it',
    file: 'domain/agent-choice.ts',
    replace: 'agent.available && canDo(agent, task)',
    by: 'agent.available',
    spec: 'domain/agent-choice.spec.ts',
    test: 'falls only on one of the kind and with every skill that the task asks for',
  },
  {
    name: 'a choice that takes who has no slot left',
    file: 'domain/agent-choice.ts',
    replace: '    .filter((agent) => agent.taken < agent.slots)\n',
    by: '',
    spec: 'domain/agent-choice.spec.ts',
    test: 'never falls on one without a free slot',
  },
  {
    name: 'a retry that leaves its agent too early',
    file: 'domain/agent-choice.ts',
    replace:
      "  if (retried.agent === 'same') return unlessNone(capable, (agent) => agent.agentId === first);\n",
    by: '',
    spec: 'domain/agent-choice.spec.ts',
    test: 'keeps to the agent that the task began with while it is there',
  },
  {
    name: 'a retry that should go to another agent and does not',
    file: 'domain/agent-choice.ts',
    replace: "retried.agent === 'any'",
    by: "retried.agent !== 'same'",
    spec: 'domain/agent-choice.spec.ts',
    test: 'goes to one that has not tried yet, where there is one',
  },
];

const leases: readonly CodeFault[] = [
  {
    name: 'a lease that is never over',
    file: 'lease-table.ts',
    replace: '[name, before.get(name) ?? now]',
    by: '[name, now]',
    spec: 'lease-table.spec.ts',
    test: 'begins when the replica first sees it, whatever its own clock says',
  },
  {
    name: 'a lease that does not begin anew with its replica',
    file: 'lease-table.ts',
    replace: '[name, before.get(name) ?? now]',
    by: '[name, before.get(name) ?? 0]',
    spec: 'agent-coordinator.spec.ts',
    test: 'begins all leases anew when it starts',
  },
  {
    name: 'a lease that goes on while its replica stands still',
    file: 'lease-table.ts',
    replace: 'now - lookedMs > leaseMs ? new Map<string, number>() : heard',
    by: 'heard',
    spec: 'lease-table.spec.ts',
    test: 'begins anew when the replica stood still for longer than a lease: it cannot have heard',
  },
  {
    name: 'a renewal for attempts that it does not name',
    file: 'lease-table.ts',
    replace: 'for (const name of names) if (heard.has(name)) heard.set(name, monotonicMs());',
    by: 'for (const name of heard.keys()) heard.set(name, monotonicMs());',
    spec: 'lease-table.spec.ts',
    test: 'begins anew with every renewal, and only for the attempts that were named',
  },
  {
    name: 'a silent executor that counts as online',
    file: 'lease-watch.ts',
    replace: '  await markSilent(context);\n',
    by: '',
    spec: 'agent-coordinator.spec.ts',
    test: 'ends a lease that nobody renews, and takes the silent executor for offline',
  },
  {
    name: 'an executor that stays offline although it speaks again',
    file: 'api/commands.ts',
    replace: "command: { type: 'MarkOnline' }",
    by: "command: { type: 'MarkOffline', reason: 'silent' }",
    spec: 'agent-coordinator.spec.ts',
    test: 'takes an executor that speaks again for online, and gives it work',
  },
  {
    name: 'an executor that is not told that its attempt is over',
    file: 'api/commands.ts',
    replace: 'task.attempt > attempt || ',
    by: '',
    spec: 'agent-coordinator.spec.ts',
    test: 'tells an executor which of its attempts are certainly over',
  },
];

const holds: readonly CodeFault[] = [
  {
    name: 'a slot kept for an attempt that somebody else has started',
    file: 'processes/release-process.ts',
    replace: '  if (starter !== undefined) return starter !== hold.agentId;\n',
    by: '  if (starter !== undefined) return false;\n',
    spec: 'processes/release-process.spec.ts',
    test: 'are those of an attempt that another agent started',
  },
  {
    name: 'a slot kept for an attempt that was over before it began',
    file: 'processes/release-process.ts',
    replace: '  return !board.isCurrent(hold.taskId, hold.attempt);\n',
    by: '  return false;\n',
    spec: 'processes/release-process.spec.ts',
    test: 'are those of an attempt that is over before anybody started it',
  },
  {
    name: 'a void assignment that ends the attempt of another agent',
    file: 'processes/release-process.ts',
    replace: "isVoid(board, hold) ? 'void' : 'lease-over'",
    by: "'lease-over'",
    spec: 'processes/release-process.spec.ts',
    test: 'ends nothing when another agent does the attempt',
  },
  {
    name: 'a slot that the sweep does not give back',
    file: 'processes/release-process.ts',
    replace: 'return [...executed, ...voidHolds(board, holds)];',
    by: 'return voidHolds(board, holds);',
    spec: 'agent-coordinator.spec.ts',
    test: 'gives back by its sweep what no assignment has given back',
  },
];

export const agentFaults = faultsIn('services/agent-coordinator/src', [
  ...slots,
  ...choice,
  ...leases,
  ...holds,
]);
