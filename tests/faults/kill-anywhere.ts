/** Kills runs at chosen moments, two at a time, starts each again, and collects what became of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseMoments } from './choose-moments.ts';
import {
  makeWorkplace,
  type Outcome,
  readOutcome,
  removeWorkplace,
  runPlan,
} from './killed-runs.ts';

export interface KilledRun {
  readonly moment: string;
  /** False when this run never came to the moment, and so ended by itself. */
  readonly hit: boolean;
  /** Exit code of the run after the kill, and what it said when it was not 0. */
  readonly exitCode: number | null;
  readonly output: string;
  /** Undefined when the second run failed. */
  readonly outcome: Outcome | undefined;
}

export interface KilledRuns {
  readonly undisturbed: Outcome;
  readonly kinds: readonly string[];
  readonly runs: readonly KilledRun[];
}

/** How many runs are under way at once. */
const lanes = 2;

export async function killAnywhere(count: number): Promise<KilledRuns> {
  const { undisturbed, trace } = await runUndisturbed();
  const waiting = [...chooseMoments(trace, count)];
  const runs: KilledRun[] = [];
  const work = async () => {
    for (let moment = waiting.shift(); moment !== undefined; moment = waiting.shift()) {
      runs.push(await killAndContinue(moment));
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return { undisturbed, kinds: trace, runs };
}

async function runUndisturbed() {
  const workplace = await makeWorkplace();
  try {
    const file = join(workplace.folder, 'trace');
    const { exitCode, output } = await runPlan(workplace, { trace: file });
    if (exitCode !== 0)
      throw new Error(`The undisturbed run ended with ${String(exitCode)}:\n${output}`);
    const trace = (await readFile(file, 'utf8')).trim().split('\n');
    return { undisturbed: await readOutcome(workplace), trace };
  } finally {
    await removeWorkplace(workplace);
  }
}

async function killAndContinue(moment: string): Promise<KilledRun> {
  const workplace = await makeWorkplace();
  try {
    const killed = await runPlan(workplace, { crashAt: moment });
    const again = await runPlan(workplace);
    const outcome = again.exitCode === 0 ? await readOutcome(workplace) : undefined;
    const hit = killed.signal === 'SIGKILL';
    const output = again.exitCode === 0 ? '' : again.output;
    return { moment, hit, exitCode: again.exitCode, output, outcome };
  } finally {
    await removeWorkplace(workplace);
  }
}
