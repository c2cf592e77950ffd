import { describeEnd } from '@atms/platform/workspace';
import type { Agent } from '../agent.ts';
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
          listen: ({ push }) => ({
            stdout: (text) => push({ type: 'output', text }),
            stderr: (text) => push({ type: 'output', text }),
            conclude: (end) => ({
              type: 'ended',
              outcome: outcomeOf(end),
              summary: `${command.split('\n')[0] ?? ''}: ${describeEnd(end)}`.slice(0, 1_000),
            }),
          }),
        },
        job,
        signal,
      );
    },
  };
}
