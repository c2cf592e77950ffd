/** Faults for formatter, linter, compiler and the search for dead code. */
import type { PlantedFault } from './planted-fault.ts';

const program = 'services/queue/src/adapters/planted.ts';
const spec = 'services/queue/src/domain/planted.spec.ts';

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

interface LintFault {
  readonly name: string;
  readonly rule: string;
  readonly create: string;
  readonly file?: string;
}

const lintFaults: readonly LintFault[] = [
  {
    name: 'a promise that nobody awaits',
    rule: 'typescript(no-floating-promises)',
    create: 'const act = async () => 1;\nexport const planted = () => {\n  act();\n};\n',
  },
  {
    name: 'a promise where a condition is wanted',
    rule: 'typescript(no-misused-promises)',
    create: 'const act = async () => true;\nexport const planted = () => (act() ? 1 : 2);\n',
  },
  {
    name: 'a forgotten case',
    rule: 'typescript(switch-exhaustiveness-check)',
    create:
      "export function planted(kind: 'one' | 'two'): void {\n  switch (kind) {\n    case 'one':\n      return;\n  }\n}\n",
  },
  {
    name: 'any',
    rule: 'typescript(no-explicit-any)',
    create: 'export const planted = (value: any) => value;\n',
  },
  {
    name: 'the use of a value of no known type',
    rule: 'typescript(no-unsafe-member-access)',
    create: "export const planted = (): string => String(JSON.parse('{}').name);\n",
  },
  {
    name: 'a type imported as a value',
    rule: 'typescript(consistent-type-imports)',
    create:
      "import { Decider } from '@atms/eventsourcing';\nexport type Planted = Decider<1, 1, 1, 1>;\n",
  },
  {
    name: 'a file of more than 350 lines',
    rule: 'eslint(max-lines)',
    create: `${lines(351, (at) => `export const planted${at} = ${at};`)}\n`,
  },
  {
    name: 'a function of more than 60 lines',
    rule: 'eslint(max-lines-per-function)',
    create: `export function planted(): number {\n  let sum = 0;\n${lines(60, () => '  sum += 1;')}\n  return sum;\n}\n`,
  },
  {
    name: 'a function with more than ten ways through',
    rule: 'eslint(complexity)',
    create: `export function planted(n: number): number {\n${lines(10, (at) => `  if (n === ${at}) return 1;`)}\n  return n;\n}\n`,
  },
  {
    name: 'four nested blocks',
    rule: 'eslint(max-depth)',
    create:
      'export function planted(n: number): number {\n  if (n > 1) {\n    if (n > 2) {\n      if (n > 3) {\n        if (n > 4) {\n          return 1;\n        }\n      }\n    }\n  }\n  return 0;\n}\n',
  },
  {
    name: 'four positional parameters',
    rule: 'eslint(max-params)',
    create:
      'export const planted = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
  },
  {
    name: 'output by console in a service',
    rule: 'eslint(no-console)',
    create: "export const planted = () => console.log('planted');\n",
  },
  {
    name: 'a default export',
    rule: 'import(no-default-export)',
    create: 'const planted = 1;\nexport default planted;\n',
  },
  {
    name: 'an error that is swallowed',
    rule: 'eslint(no-empty)',
    create:
      'export function planted(act: () => void): void {\n  try {\n    act();\n  } catch {}\n}\n',
  },
  {
    name: 'what is left to do later',
    rule: 'eslint(no-warning-comments)',
    create: `// ${'TO'}${'DO'}: later\nexport const planted = 1;\n`,
  },
  {
    name: 'a skipped test',
    rule: 'vitest(no-disabled-tests)',
    file: spec,
    create: "import { it } from 'vitest';\n\nit.skip('is left out', () => undefined);\n",
  },
  {
    name: 'a test that shuts out the others',
    rule: 'vitest(no-focused-tests)',
    file: spec,
    create: "import { it } from 'vitest';\n\nit.only('is alone', () => undefined);\n",
  },
  {
    name: 'a mock',
    rule: 'vitest(no-restricted-vi-methods)',
    file: spec,
    create: "import { vi } from 'vitest';\n\nvi.mock('./other.ts');\n",
  },
];

/** A cycle needs a file that is there already: the package's face leads to every other file of the package. */
const cycle: PlantedFault = {
  name: 'an import cycle',
  file: 'packages/contracts/src/events.ts',
  change: { append: "\nexport { eventTypes as planted } from './index.ts';\n" },
  check: 'lint',
  expects: 'import(no-cycle)',
};

export const houseFaults: readonly PlantedFault[] = [
  {
    name: 'a file that is not formatted',
    file: program,
    change: { create: 'export const  planted=1' },
    check: 'format',
    expects: program,
  },
  ...lintFaults.map(({ name, rule, create, file = program }) => ({
    name,
    file,
    change: { create },
    check: 'lint',
    expects: rule,
  })),
  cycle,
  {
    name: 'a value of the wrong type',
    file: program,
    change: { create: "export const planted: number = 'text';\n" },
    check: 'types',
    expects: /planted\.ts.*TS2322/,
  },
  {
    name: 'a value that may be missing',
    file: program,
    change: { create: 'export const planted = (list: readonly number[]): number => list[0];\n' },
    check: 'types',
    expects: /planted\.ts.*TS2322/,
  },
  {
    name: 'a wrong type in a script',
    file: 'scripts/planted.mjs',
    change: { create: '/** @type {number} */\nexport const planted = process.argv[0];\n' },
    check: 'types',
    expects: /planted\.mjs.*TS2322/,
  },
  {
    name: 'an export that nobody imports',
    file: 'packages/contracts/src/events.ts',
    change: { append: '\nexport const planted = 1;\n' },
    check: 'dead-code',
    expects: /Unused exports[\s\S]*planted/,
  },
  {
    name: 'a file that nobody imports',
    file: program,
    change: { create: 'export const planted = 1;\n' },
    check: 'dead-code',
    expects: `Unused files`,
  },
];
