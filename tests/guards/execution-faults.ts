/** Faults against what the executor promises of attempts: one start, a fence, an outcome that is true. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const starts: readonly CodeFault[] = [
  {
    name: 'an attempt started by two agents',
    file: 'domain/execution.ts',
    replace: "  return state.life === 'none'\n",
    by: "  return state.life === 'none' || state.agentId !== start.agentId\n",
    spec: 'domain/execution.spec.ts',
    test: 'is started by one agent; the assignment of another one is void',
  },
  {
    name: 'an attempt started again after its end',
    file: 'domain/execution.ts',
    replace: "  return state.life === 'none'\n",
    by: "  return state.life !== 'running'\n",
    spec: 'domain/execution.spec.ts',
    test: 'is not started again, neither while it runs nor after its end',
  },
  {
    name: 'work on an attempt that another agent was first to start',
    file: 'execution-log.ts',
    replace: "return outcome.kind === 'accepted' && outcome.events.length > 0;",
    by: 'return outcome.position > 0;',
    spec: 'executor.spec.ts',
    test: 'does not begin what another one begins in the same moment',
  },
  {
    name: 'an attempt started that is over',
    file: 'supervisor.ts',
    replace: ' &&\n    view.isCurrent(data.taskId, data.attempt);',
    by: ';',
    spec: 'executor.spec.ts',
    test: 'does nothing about an attempt that is not current any more',
  },
  {
    name: 'an attempt that works on after the next one was opened',
    file: 'supervisor.ts',
    replace: "      if (!view.isCurrent(taskId, attempt)) stop(entry, 'cancelled');\n",
    by: '',
    spec: 'executor.spec.ts',
    test: 'ends as cancelled when the task-manager has opened the next one',
  },
  {
    name: 'an attempt that works on although the coordinator calls it over',
    file: 'heartbeat.ts',
    replace: "      supervisor.stopAttempts(notCurrent, 'cancelled');\n",
    by: '',
    spec: 'executor.spec.ts',
    test: 'ends as cancelled when the coordinator says that it is over',
  },
  {
    name: 'no fence when nobody renews the leases',
    file: 'heartbeat.ts',
    replace: "    supervisor.stopAttempts(supervisor.running(), 'interrupted');\n",
    by: '',
    spec: 'executor.spec.ts',
    test: 'falls after two thirds of the lease without an answer, and not before',
  },
  {
    name: 'a fence that falls when the lease is over already',
    file: 'heartbeat.ts',
    replace: 'const fenceAt = 2 / 3;',
    by: 'const fenceAt = 1;',
    spec: 'executor.spec.ts',
    test: 'falls after two thirds of the lease without an answer, and not before',
  },
  {
    name: 'an attempt that cannot begin and never ends',
    file: 'patient-start.ts',
    replace: 'if (failures === tries)',
    by: 'if (failures === 100 * tries)',
    spec: 'run-attempt.spec.ts',
    test: 'is tried again, more and more slowly, when it is not clear where it begins, then failed',
  },
];

const agents: readonly CodeFault[] = [
  {
    name: 'an exit code that nobody looks at',
    file: 'adapters/process-agent.ts',
    replace: "end.exitCode === 0 ? 'done' : 'failed'",
    by: "'done'",
    spec: 'adapters/agents.int.spec.ts',
    test: 'ends as failed when it fails',
  },
  {
    name: 'a crash that is taken for a success',
    file: 'adapters/process-agent.ts',
    replace: "    default:\n      return 'failed';",
    by: "    default:\n      return 'done';",
    spec: 'adapters/agents.int.spec.ts',
    test: 'ends as failed when it is killed by somebody else',
  },
  {
    name: 'an answer to a question that is always yes',
    file: 'ask-for-approval.ts',
    replace: 'question.answer(answer.granted, answer.reason);',
    by: 'question.answer(true, answer.reason);',
    spec: 'ask-for-approval.spec.ts',
    test: 'is answered when somebody decides, however',
  },
];

export const executionFaults = faultsIn('services/executor/src', [...starts, ...agents]);
