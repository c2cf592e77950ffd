/** Promise 1: nothing is lost, whatever crashes. The long form is `npm run test:faults`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { killAnywhere, type KilledRuns } from '../faults/kill-anywhere.ts';
import { taskCount } from '../faults/killed-runs.ts';

const kills = 20;

describe('a run that is killed with SIGKILL and started again', () => {
  let killed: KilledRuns;
  beforeAll(async () => {
    killed = await killAnywhere(kills);
  });

  it('was really killed: at nearly every chosen moment', () => {
    const hits = killed.runs.filter((run) => run.hit);
    expect(killed.runs).toHaveLength(kills);
    expect(hits.length).toBeGreaterThanOrEqual(kills - 3);
  });

  it('ends like the undisturbed run: same tree, every task completed, one merge per task, nothing left over', () => {
    const { undisturbed } = killed;
    expect(Object.keys(undisturbed.ends)).toHaveLength(taskCount);
    for (const { moment, exitCode, output, outcome } of killed.runs) {
      expect(exitCode, `${moment}\n${output}`).toBe(0);
      expect(outcome, moment).toEqual(undisturbed);
    }
  });
});
