/** Started by `interrupted-repair.int.spec.ts`: repairs the log of the folder that it is given. */
import { lockLog } from './log-lock.ts';
import { repairLog } from './repair-log.ts';

const [folder = ''] = process.argv.slice(2);
await repairLog(lockLog(folder), { at: '2030-01-01T00:00:00.000Z' });
