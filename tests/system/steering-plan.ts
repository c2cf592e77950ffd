/** A plan whose every text, output, file and finding tries to steer the terminal of whoever looks at it. */

const escape = '\u{1b}';
const steering = `${escape}]0;owned\u{7}${escape}[2J\u{9b}31m\u{202e}evil\r\nsecond\u{7f}`;

/** The same for `printf` of a shell, with what is no UTF-8. */
const printed = String.raw`\033]0;owned\007\033[2J\302\23331m\r\n\000bin\377\376\177`;

/** Far more than anybody may write; it is stopped long before. */
const flood = `yes ${'flood'.repeat(16)} | head -c 1000000000`;

const nameless = 'nosuchtool --fast';

/** Written as JSON, so that every character comes through. */
export const steeringPlan = JSON.stringify({
  name: `steer${steering}`,
  goal: `goal${steering}`,
  checks: 'none',
  tasks: [
    {
      id: 'draws',
      name: `title${steering}`,
      description: `more${steering}`,
      acceptance: [`accepted${steering}`],
      run: [
        `printf 'said${printed}\\n'`,
        `printf 'x' > "$(printf 'fi\\033[31mle\\377\\n x')"`,
        'git add --all',
        `git commit --quiet --message "$(printf 'message\\033[31m\\377')"`,
      ].join('; '),
      checks: [{ name: `check${steering}`, run: `printf 'src/a.ts:1:2: found${printed}'; exit 1` }],
      on_failure: 'fail',
    },
    { id: 'floods', name: 'Floods', run: flood, on_failure: 'fail' },
    {
      id: 'floods-check',
      name: 'Floods in its check',
      run: 'echo a > a.txt',
      checks: [{ name: 'flood', run: flood }],
      on_failure: 'fail',
    },
    { id: 'misses', name: 'Has no such command', run: nameless, on_failure: 'fail' },
    {
      id: 'misses-check',
      name: 'Has no such check',
      run: 'echo b > b.txt',
      checks: [{ name: 'gone', run: nameless }],
    },
  ],
});

/** As a folder may be called, and as nobody should call it. */
export const steeringFolder = `we ird's "q" $x\n\`nl\`${escape}[31m`;
