/** Faults against what is promised of data that is damaged, and of content that is the user's. */
import { type CodeFault, faultsIn } from './code-fault.ts';
import { failing, type PlantedFault } from './planted-fault.ts';

const platform: readonly CodeFault[] = [
  {
    name: 'a log with a gap that is taken for a whole one',
    file: 'embedded/open-log-database.ts',
    replace: '    refuseGaps(database);\n',
    by: '',
    spec: 'embedded/log-damage.int.spec.ts',
    test: 'with an event missing is refused by name, and repaired up to there',
  },
  {
    name: 'an emptied log that is taken for a new one',
    file: 'embedded/open-log-database.ts',
    replace: '    refuseEmptied(path);\n',
    by: '',
    spec: 'embedded/log-damage.int.spec.ts',
    test: 'is one that is empty although read models were made of it',
  },
  {
    name: 'a repaired log whose consumers hear nothing of what it saved',
    file: 'embedded/repair-log.ts',
    replace: '    const insert = database.prepare(insertEvent);\n',
    by: `    const insert = database.prepare(insertEvent);
    database.prepare('INSERT INTO cursors VALUES (?, ?)').run(['queue__task-manager', 1_900]);
`,
    spec: 'embedded/log-damage.int.spec.ts',
    test: 'gives its cursors to nobody: what a consumer decided may be lost with what came later',
  },
  {
    name: 'an interrupted repair that nobody finishes',
    file: 'embedded/open-log-database.ts',
    replace: '    finishRepair(lock);\n',
    by: '',
    spec: 'embedded/interrupted-repair.int.spec.ts',
    test: 'at any step leaves one of the two logs whole, and the first to open the new one finishes',
  },
  {
    name: 'a repair that leaves the -wal of the damaged log beside the new one',
    file: 'embedded/finish-repair.ts',
    replace: "const sqliteSuffixes = ['-wal', '-shm', '-journal', ''];",
    by: "const sqliteSuffixes = ['-shm', '-journal', ''];",
    spec: 'embedded/log-damage.int.spec.ts',
    test: 'takes along what SQLite had beside it and could not read: it would spoil the new file',
  },
  {
    name: 'a log that is opened while it is repaired',
    file: 'embedded/open-log-database.ts',
    replace: '  const lock = lockLog(dirname(path));\n',
    by: '  const lock = { dataDirectory: dirname(path), release() {} };\n',
    spec: 'embedded/log-lock.int.spec.ts',
    test: 'is opened by nobody while it is repaired, so that nothing is appended to what goes',
  },
  {
    name: 'a repair that does not ask whether the log is open',
    file: 'embedded/repair-log.ts',
    replace: '  refuseHeld(path);\n',
    by: '',
    spec: 'embedded/log-lock.int.spec.ts',
    test: 'is not repaired while another process has it open, and is as soon as that one is killed',
  },
  {
    name: 'two repairs at once',
    file: 'embedded/log-lock.ts',
    replace: 'BEGIN EXCLUSIVE',
    by: 'BEGIN',
    spec: 'embedded/log-lock.int.spec.ts',
    test: 'is repaired by one process at a time: the other one is refused and takes nothing away',
  },
  {
    name: 'a repair of what a newer ATMS wrote',
    file: 'embedded/log-damage.ts',
    replace: "    refuseNewerFormat(path, connection.prepare('PRAGMA user_version').all([]));\n",
    by: '',
    spec: 'embedded/log-damage.int.spec.ts',
    test: 'is not one that is whole, and not one of a newer format: that is never repaired',
  },
  {
    name: 'a commit of files that nobody touched, with other line endings',
    file: 'git/staging.ts',
    replace: '  await leaveUntouched(stage);\n',
    by: '',
    spec: 'git/content-rules.int.spec.ts',
    test: 'commits nothing that the agent did not touch, whatever git would make of it',
  },
  {
    name: 'a git that hangs and is not named',
    file: 'git/run-git.ts',
    replace: '  if (result.timedOut) throw tookTooLong(call);\n',
    by: '',
    spec: 'git/run-git.int.spec.ts',
    test: 'is ended after its time, and the message names the call and what it may wait for',
  },
  {
    name: 'half of the packages left behind',
    file: 'workspace/prepared-packages.ts',
    replace: '        await rm(half, { recursive: true, force: true });\n        throw error;\n',
    by: '        throw error;\n',
    spec: 'workspace/prepared-packages.int.spec.ts',
    test: 'are nowhere afterwards, and given to nobody',
  },
];

const examinedOnce = 'is not examined, and not repaired a second time';
const eachBranch =
  'that lost the end of two workflows learns of each what is on its branch, in that order';
const otherAttempt = 'learns of what landed although the log ends before task.retried';
const merged = 'is refused, repaired, and the same run does and merges nothing twice';
const rebuilt = 'is what doctor reports, and read models that are damaged are made anew';

const whole: readonly PlantedFault[] = [
  {
    name: 'a repair that forgets what the branches know',
    file: 'apps/atms/src/doctor/repair-data.ts',
    change: { replace: 'landed = await recover(home, path, at);', by: '' },
    check: 'tests/system/bad-input-data.spec.ts',
    test: merged,
    expects: failing(merged),
  },
  {
    name: 'a log that is examined while it is exchanged',
    file: 'apps/atms/src/doctor/check-log.ts',
    change: {
      replace: '  const lock = lockLog(dataDirectory);\n',
      by: '  const lock = { dataDirectory, release() {} };\n',
    },
    check: 'apps/atms/src/doctor/under-repair.int.spec.ts',
    test: examinedOnce,
    expects: failing(examinedOnce),
  },
  {
    name: 'a merge that landed as an earlier attempt than the last',
    file: 'apps/atms/src/doctor/landed-merges.ts',
    change: { replace: 'onBranch.has(one.commit) && isNews(known, one)', by: 'isNews(known, one)' },
    check: 'apps/atms/src/doctor/record-landed.int.spec.ts',
    test: eachBranch,
    expects: failing(eachBranch),
  },
  {
    name: 'a repair that knows no attempt that the log does not know',
    file: 'apps/atms/src/doctor/landed-merges.ts',
    change: { replace: 'ref.attempt >= attempt;', by: 'ref.attempt === attempt;' },
    check: 'tests/system/interrupted-repair.spec.ts',
    test: otherAttempt,
    expects: failing(otherAttempt),
  },
  {
    name: 'damaged read models that are asked all the same',
    file: 'packages/platform/src/embedded/read-model-database.ts',
    change: { replace: '  refuseDamaged(database);\n', by: '' },
    check: 'tests/system/bad-input-data.spec.ts',
    test: rebuilt,
    expects: failing(rebuilt),
  },
];

export const dataFaults = [...faultsIn('packages/platform/src', platform), ...whole];
