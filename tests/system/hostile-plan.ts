/** Tasks whose first attempt does what no agent may do, and whose second one does the work; but one never learns. */

interface Hostile {
  readonly id: string;
  readonly after?: readonly string[];
  readonly paths?: string;
  readonly timeout?: string;
  readonly check?: string;
  /** A line of shell, of the first attempt or of each. */
  readonly evil: string;
  readonly always?: true;
}

/** Stands in every file that is written where nothing may be written. */
export const mark = 'hostilemark';

/** @param folder outside of the repository, where the tasks and the test leave signs for each other */
export function hostilePlan(folder: string): string {
  const tasks = [...besideEachOther(folder), ...againstTheRepository(folder)].map(asTask);
  return `name: hostile\nchecks: none\ntasks:\n${tasks.join('')}`;
}

function besideEachOther(folder: string): readonly Hostile[] {
  const drawn = String.raw`printf '\033[2J\033]0;owned\007'; grep plain own/draws.txt`;
  return [
    { id: 'leaves-daemon', evil: daemon(`${folder}/daemon.pid`) },
    { id: 'hangs', timeout: '1s', evil: 'sleep 600' },
    { id: 'strays', paths: '[own]', evil: 'echo stray > stray.txt; exit 0' },
    { id: 'floods', evil: `yes ${'flood'.repeat(10)}` },
    {
      id: 'draws',
      check: drawn,
      evil: String.raw`printf '\033[31mred\033]0;owned\007\033[1;1H\rover\b\b\n'; mkdir -p own; printf 'no\n' > own/draws.txt`,
    },
  ];
}

/** One after the other: a changed hook or configuration refuses whoever ran meanwhile. */
function againstTheRepository(folder: string): readonly Hostile[] {
  const git = '"$(git rev-parse --git-common-dir)"';
  const commit = 'git commit --quiet --allow-empty --message Mine';
  const user = `touch ${folder}/other-moved; until [ -e ${folder}/user-was-there ]; do sleep 0.02; done`;
  return [
    {
      id: 'moves-main',
      after: ['leaves-daemon', 'hangs', 'strays', 'floods', 'draws'],
      evil: `${commit}; for name in main atms/hostile; do git update-ref refs/heads/$name HEAD; done`,
    },
    {
      id: 'moves-other',
      after: ['moves-main'],
      evil: `${commit}; git update-ref refs/heads/other HEAD; ${user}`,
    },
    {
      id: 'deletes-line',
      after: ['moves-other'],
      always: true,
      evil: 'git update-ref -d refs/heads/atms/hostile',
    },
    {
      id: 'writes-hook',
      after: ['deletes-line'],
      evil: `mkdir -p ${git}/hooks; echo ${mark} > ${git}/hooks/post-merge`,
    },
    { id: 'configures', after: ['writes-hook'], evil: `git config alias.${mark} '!false'` },
    {
      id: 'never-learns',
      after: ['configures'],
      always: true,
      evil: `git config alias.${mark} '!again'`,
    },
  ];
}

/** A process that has left its group and its session. */
export function daemon(pidFile: string): string {
  return `setsid sh -c 'echo $$ > ${pidFile}; exec sleep 600' & until [ -s ${pidFile} ]; do sleep 0.02; done`;
}

function asTask({ id, after = [], paths, timeout, check, evil, always }: Hostile): string {
  const whenFirst = always === true ? evil : `if [ "$ATMS_ATTEMPT" = 1 ]; then ${evil}; exit; fi`;
  return [
    `  - id: ${id}`,
    `    name: ${id}`,
    `    dependencies: [${after.join(', ')}]`,
    ...(paths === undefined ? [] : [`    paths: ${paths}`]),
    ...(timeout === undefined ? [] : [`    timeout: ${timeout}`]),
    ...(check === undefined ? [] : [`    checks: { drawn: ${JSON.stringify(check)} }`]),
    '    run: |',
    `      ${whenFirst}`,
    `      mkdir -p own; echo plain > own/${id}.txt`,
    '',
  ].join('\n');
}
