import { describeEnd } from '@atms/platform/workspace';
import type { ProcessEnd } from '@atms/platform/process';
import type { Agent } from '../agent.ts';
import { createOutputTail } from './output-tail.ts';
import { outcomeOf, runProgram } from './process-agent.ts';

/** Does a task by running its `run` command in the worktree; exit code 0 is the claim that it is done. */
export function createShellAgent(): Agent {
  return {
    async *run(job, signal) {
      const command = job.spec.run;
      if (command === undefined) {
        const summary = `Task ${job.spec.planTaskId} names no command; add 'run:' to it, or an agent that needs none`;
        yield { type: 'ended', outcome: 'failed', summary };
        return;
      }
      yield* runProgram(
        {
          command,
          stdin: 'ignore',
          listen: ({ push }) => {
            const tail = createOutputTail();
            const print = (text: string) => {
              tail.add(text);
              push({ type: 'output', text });
            };
            const summaryOf = (end: ProcessEnd) =>
              [describeEnd(end), tail.text()].filter((part) => part !== '').join(': ');
            return {
              stdout: print,
              stderr: print,
              conclude: (end) => ({
                type: 'ended',
                outcome: outcomeOf(end),
                summary: summaryOf(end),
              }),
            };
          },
        },
        job,
        signal,
      );
    },
  };
}
