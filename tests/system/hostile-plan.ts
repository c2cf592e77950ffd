/** Tasks whose first attempts do what no agent may do; each but one mends its ways. */

interface Hostile {
  readonly id: string;
  readonly paths?: string;
  readonly timeout?: string;
  readonly check?: string;
  /** What the first attempt does, or each with `always`. */
  readonly evil: string;
  readonly always?: boolean;
}

export const marker = 'undone-marker';

/** @param folder outside of the repository, where the tasks leave what the test and later tasks read */
export function hostilePlan(folder: string): string {
  return `name: hostile\nchecks: none\ntasks:\n${hostiles(folder).map(asTask).join('')}`;
}

function hostiles(folder: string): readonly Hostile[] {
  const pid = `${folder}/daemon.pid`;
  const common = '"$(git rev-parse --git-common-dir)"';
  const commit = 'git commit --quiet --allow-empty --message Mine';
  return [
    { id: 'daemon', evil: `setsid sh -c 'echo $$ > ${pid}; exec sleep 600' & until [ -s ${pid} ]; do sleep 0.02; done` },
    { id: 'after-daemon', evil: `! kill -0 "$(cat ${pid})" 2>/dev/null && echo gone > ${folder}/daemon-is` },
    { id: 'moves-main', evil: `${commit}; git update-ref refs/heads/main HEAD` },
    {
      id: 'moves-other',
      evil: `${commit}; git update-ref refs/heads/other HEAD; touch ${folder}/other-moved; until [ -e ${folder}/user-was-there ]; do sleep 0.02; done`,
    },
    { id: 'writes-hook', evil: `mkdir -p ${common}/hooks; echo ${marker} > ${common}/hooks/post-merge` },
    { id: 'changes-config', evil: `git config alias.${marker} '!false'` },
    { id: 'hangs', timeout: '500ms', evil: 'sleep 600' },
    { id: 'strays', paths: '[own]', evil: 'echo stray > stray.txt' },
    { id: 'floods', evil: `yes ${'flood'.repeat(10)}` },
    {
      id: 'draws',
      check: String.raw`[ "$ATMS_X" = "" ] && grep -q plain own/draws.txt || { printf '\033[2J\033]0;owned\007finding\n'; exit 1; }`,
      evil: String.raw`printf '\033[31mred\033]0;owned\007\033[1;1H\rover\b\b\n'; mkdir -p own; echo x > own/draws.txt; exit 0`,
    },
    { id: 'incorrigible', always: true, evil: `git config alias.${marker} '!again'` },
  ];
}

function asTask({ id, paths, timeout, check, evil, always }: Hostile, at: number, all: readonly Hostile[]): string {
  const before = all[at - 1];
  const text = `plain ${id}`;
  return [
    `  - id: ${id}`,
    `    name: ${id}`,
    ...(before === undefined ? [] : [`    dependencies: [${before.id}]`]),
    ...(paths === undefined ? [] : [`    paths: ${paths}`]),
    ...(timeout === undefined ? [] : [`    timeout: ${timeout}`]),
    ...(check === undefined ? [] : ['    checks:', `      drawn: ${JSON.stringify(check)}`]),
    '    run: |',
    `      ${always === true ? '' : '[ "$ATMS_ATTEMPT" = 1 ] && { '}${evil}${always === true ? '' : '; exit; }'}`,
    `      mkdir -p own; echo ${text} > own/${id}.txt`,
    '',
  ].join('\n');
}
