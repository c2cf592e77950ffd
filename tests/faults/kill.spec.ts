/** Promise 1, the long form: 200 kills, so that each kind of append and each kind of act is hit at least once. */
import { beforeAll, describe, expect, it } from 'vitest';
import { kindOf } from './choose-moments.ts';
import { killAnywhere, type KilledRuns } from './kill-anywhere.ts';

const kills = 200;

describe('a run that is killed at any of its moments and started again', () => {
  let killed: KilledRuns;
  beforeAll(async () => {
    killed = await killAnywhere(kills);
    const hits = killed.runs.filter((run) => run.hit).map((run) => kindOf(run.moment));
    const counts = [...new Set(hits)].map(
      (kind) => `${hits.filter((one) => one === kind).length} ${kind}`,
    );
    process.stdout.write(
      `${hits.length} of ${killed.runs.length} kills hit:\n${counts.join('\n')}\n`,
    );
  });

  it('was killed before and after every kind of append, and before and after every kind of act', () => {
    const hit = new Set(killed.runs.filter((run) => run.hit).map((run) => kindOf(run.moment)));
    const missed = [...new Set(killed.kinds.map(kindOf))].filter((kind) => !hit.has(kind));
    expect(missed).toEqual([]);
  });

  it('ends like the undisturbed run', () => {
    for (const { moment, exitCode, output, outcome } of killed.runs) {
      expect(exitCode, `${moment}\n${output}`).toBe(0);
      expect(outcome, moment).toEqual(killed.undisturbed);
    }
  });
});
