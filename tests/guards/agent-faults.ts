/** Faults against what the agent-coordinator promises of slots and of the choice of agents. */
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

export const agentFaults = faultsIn('services/agent-coordinator/src', [...slots, ...choice]);
