/** Faults against what the agent-coordinator promises of leases, and of slots that are held in vain. */
import { type CodeFault, faultsIn } from './code-fault.ts';

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

export const leaseFaults = faultsIn('services/agent-coordinator/src', [...leases, ...holds]);
