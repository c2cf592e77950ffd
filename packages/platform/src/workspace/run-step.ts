import { createOutputTail } from '../process/output-tail.ts';
import { type ProcessEnd, startGuarded } from '../process/guarded-process.ts';

/** A command with a beginning and an end, of whose output the head and the tail are kept. */
export interface Step {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cookie: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
}

export interface StepResult {
  readonly end: ProcessEnd;
  readonly output: string;
  readonly durationMs: number;
}

export type RunStep = (step: Step) => Promise<StepResult>;

export async function runStep(step: Step): Promise<StepResult> {
  const tail = createOutputTail();
  const startedAt = performance.now();
  const running = startGuarded({
    ...step,
    stdin: 'ignore',
    onOutput: (chunk) => tail.append(chunk),
  });
  const end = await running.ended;
  return { end, output: tail.text(), durationMs: performance.now() - startedAt };
}

/** One sentence about how a command ended. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit code ${end.exitCode}${meaningOf(end.exitCode)}`;
    case 'signalled':
      return `ended by ${end.signal}`;
    case 'timed-out':
      return 'took longer than it may';
    case 'output-limit':
      return 'wrote more output than outputLimit allows';
    case 'killed':
      return `stopped: ${end.reason}`;
    case 'failed-to-start':
      return `did not start: ${end.message}`;
    case 'guard-lost':
      return 'its guard process was lost';
  }
}

/** Shells speak so of what they could not run. */
function meaningOf(exitCode: number): string {
  if (exitCode === 127) return ', so a command was not found';
  return exitCode === 126 ? ', so a command could not be executed' : '';
}
