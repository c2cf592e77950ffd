/** Faults against what the task-manager promises of approvals. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const approvals: readonly CodeFault[] = [
  {
    name: 'an approval granted twice',
    file: 'domain/approval.ts',
    replace: '  if (state.life === lifeAfter[event.type]) return accept();\n',
    by: '  if (state.life === lifeAfter[event.type]) return accept(event);\n',
    spec: 'domain/approval.spec.ts',
    test: 'is granted, and stays so when that is said again',
  },
  {
    name: 'an approval granted after it expired or was denied',
    file: 'domain/approval.ts',
    replace: "  if (state.life === 'open') return accept(event);\n",
    by: '  if (state.life !== lifeAfter[event.type]) return accept(event);\n',
    spec: 'domain/approval.spec.ts',
    test: 'is answered once: another answer is refused',
  },
  {
    name: 'a rule that grants everything',
    file: 'api/request-approval.ts',
    replace: 'settings.approvals.auto.includes(action)',
    by: 'settings.approvals.auto.length > 0',
    spec: 'api/request-approval.spec.ts',
    test: 'becomes an approval that expires',
  },
  {
    name: 'the question of an attempt that is void',
    file: 'api/request-approval.ts',
    replace: 'task === undefined || !board.isCurrent(taskId, attempt)',
    by: 'task === undefined',
    spec: 'api/request-approval.spec.ts',
    test: 'of an attempt that is void is refused',
  },
  {
    name: 'a question that an interruption forgets',
    file: 'projections/approval-board.ts',
    replace: "['interrupted', 'lease-over']",
    by: "['lease-over']",
    spec: 'projections/task-board.spec.ts',
    test: 'is the same question when it is asked again, also after an interruption',
  },
  {
    name: 'an answer that outlives the judgement of its attempt',
    file: 'projections/approval-board.ts',
    replace: "isEvent(event, 'task.retried') && !interruptions.includes(event.data.cause)",
    by: "isEvent(event, 'task.retried') && event.data.cause === 'person'",
    spec: 'projections/task-board.spec.ts',
    test: 'is another question for an attempt that begins after a judgement',
  },
  {
    name: 'a question that outlives its task',
    file: 'processes/approval-process.ts',
    replace: "    'task.cancelled',\n",
    by: '',
    spec: 'processes/approval-process.spec.ts',
    test: 'is void when the attempt that asked it is cancelled',
  },
  {
    name: 'a question that waits for ever',
    file: 'service.ts',
    replace: '    expiry(replica),\n',
    by: '',
    spec: 'api/request-approval.spec.ts',
    test: 'expires when nobody answers in time',
  },
];

export const approvalFaults = faultsIn('services/task-manager/src', approvals);
