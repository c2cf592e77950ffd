/** Faults against what ATMS makes of texts that others wrote: nothing of them steers a terminal, and each end is named. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const shown: readonly CodeFault[] = [
  {
    name: "a workflow's name that reaches a list as it is",
    file: 'render/status-text.ts',
    replace: 'return [oneLine(workflowId), oneLine(name), state',
    by: 'return [oneLine(workflowId), name, state',
    spec: 'render/harmless.prop.spec.ts',
    test: 'does not steer the terminal: a list of workflows',
  },
  {
    name: "an agent's last words that reach the monitor as they are",
    file: 'render/monitor-view.ts',
    replace: '{ lastOutput: oneLine(live.lastLine) }',
    by: '{ lastOutput: live.lastLine }',
    spec: 'render/harmless.prop.spec.ts',
    test: 'does not steer the terminal: the monitor',
  },
  {
    name: 'a door to the terminal that stands open',
    file: 'terminal.ts',
    replace: 'const plain = (text: string) => harmless(text, colour);',
    by: 'const plain = (text: string) => (colour ? harmless(text, colour) : text);',
    spec: 'render/harmless.prop.spec.ts',
    test: 'lets nothing through that steers it, whoever forgot to take it out',
  },
  {
    name: 'JSON that keeps what steers a terminal',
    file: 'terminal.ts',
    replace: 'forPrograms ? harmlessJson(text) : plain(text)',
    by: 'forPrograms ? text : plain(text)',
    spec: 'render/harmless.prop.spec.ts',
    test: 'leaves JSON what it says, and escapes in it what JSON would leave',
  },
];

const real: readonly CodeFault[] = [
  {
    name: 'a text that is shown backwards',
    file: 'process/strip-control.ts',
    replace: '|[\\u202a-\\u202e\\u2066-\\u2069]/gu',
    by: '/gu',
    spec: 'process/strip-control.spec.ts',
    test: 'is not written backwards',
  },
  {
    name: 'a missing command that is a failure like any other',
    file: 'workspace/run-step.ts',
    replace: "if (exitCode === 127) return ', so a command was not found';",
    by: "if (exitCode === 128) return ', so a command was not found';",
    spec: 'workspace/run-step.spec.ts',
    test: 'is said so that a missing or forbidden command is seen',
  },
  {
    name: 'worktrees wherever atms was started',
    file: 'workspace/cache-directory.ts',
    replace: 'join(isAbsolute(named) ? named : join(homeFolder()',
    by: "join(named !== '' ? named : join(homeFolder()",
    spec: 'workspace/cache-directory.int.spec.ts',
    test: 'is never meant from the folder that atms was started in',
  },
];

export const inputFaults = [
  ...faultsIn('apps/atms/src', shown),
  ...faultsIn('packages/platform/src', real),
];
