/** The `atms` command itself, which dies at the moment that the environment names. */
import { openAtms } from '../../apps/atms/src/compose.ts';
import { main } from '../../apps/atms/src/main.ts';
import { crashSeams, createMoments } from './crash-moments.ts';

const moments = createMoments({
  dieAt: process.env['CRASH_AT'],
  trace: process.env['CRASH_TRACE'],
});
// So few that every start after a crash is one from snapshots.
const seams = { ...crashSeams(moments), snapshotEvery: 5 };

process.exitCode = await main(process.argv.slice(2), {
  openAtms: (options) => openAtms({ ...options, seams }),
});
