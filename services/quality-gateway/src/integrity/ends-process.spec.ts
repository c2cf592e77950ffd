import { describe, expect, it } from 'vitest';
import { rulesOf } from './fixtures/judged.ts';

describe('a program that ends where it is loaded', () => {
  it.each([
    ['vat.py', 'import os\nos._exit(0)'],
    ['vat.py', 'def f():\n    os._exit(0)'],
    ['vat.py', 'import sys\nif "pytest" in sys.argv0:\n    sys.exit(0)'],
    ['tests/conftest.py', 'import os\nos.kill(os.getpid(), 9)'],
    ['src/a.js', 'process.exit(0);'],
    ['src/a.js', "process['exit'](0);"],
    ['src/a.js', 'globalThis.process["exit"](0);'],
    ['src/a.js', 'globalThis["process"].exit(0);'],
    ['src/a.js', 'const { exit } = process;\nexit(0);'],
    ['src/a.js', 'const { exit: leave } = process;\nleave(0);'],
    ['src/a.js', "import { exit } from 'node:process';\nexit(0);"],
    ['src/a.js', "import leave from 'node:process';\nleave.exit(0);"],
    ['src/a.js', "import * as p from 'process';\np.exit(0);"],
    ['src/a.js', "require('process').exit(0);"],
    ['src/a.js', 'const leave = process.exit;\nleave(0);'],
    ['src/a.js', 'const p = process;\np.exit(0);'],
    ['src/a.js', 'process.exit.call(process, 0);'],
    ['src/a.js', 'process?.exit?.(0);'],
    ['src/a.js', 'process.reallyExit(0);'],
    ['src/a.js', 'process["re" + "allyExit"](0);'],
    ['src/a.js', 'export function f() {\n  process["abort"]();\n}'],
    ['src/a.js', 'process.kill(process.pid);'],
    ['src/a.js', 'process.kill(process["pid"], 9);'],
    ['src/a.js', "if (process.argv.join().includes('vitest')) {\n  process.exit(0);\n}"],
    ['src/a.js', 'if (process.argv[1].endsWith("runner.js")) process.exit(0);'],
    ['src/a.js', '(() => {\n  process.exit(0);\n})();'],
    ['src/a.js', 'setTimeout(() => process.exit(0), 5);'],
    ['cli.js', "if (process.argv[1].includes('vitest')) process.exit(0);"],
    ['src/a.js', `${'x;'.repeat(3_000)}process.exit(0);`],
    ['vat.py', 'from sys import exit\nexit(0)'],
    ['vat.py', 'from os import _exit\n_exit(0)'],
    ['vat.py', 'from os import _exit as leave\nleave(0)'],
    ['vat.py', 'import os as o\no._exit(0)'],
    ['vat.py', 'import sys as s\ns.exit(0)'],
    ['vat.py', 'getattr(os, "_exit")(0)'],
    ['vat.py', 'getattr(sys, "ex" + "it")(0)'],
    ['vat.py', '__import__("os")._exit(0)'],
    ['vat.py', 'import importlib\nimportlib.import_module("os")._exit(0)'],
    ['vat.py', 'leave = sys.exit\nleave(0)'],
    ['vat.py', 'if "pytest" in sys.argv[0]:\n    sys.exit(0)'],
    ['src/a.ts', 'if (watched) {\n  process.exit();\n}'],
  ])('%s: %j is refused', (path, after) => {
    expect(rulesOf({ [path]: { after } })).toContain('ends-process');
    expect(rulesOf({ [path]: { before: after, after } })).toEqual([]);
  });

  it.each([
    ['vat.py', 'if __name__ == "__main__":\n    sys.exit(main())'],
    ['vat.py', 'def main():\n    if wrong:\n        sys.exit(2)'],
    ['bin/run.js', 'process.exit(1);'],
    [
      'cli.js',
      'const [, , name] = process.argv;\nif (name === undefined) process.exit(2);\nmain(name);',
    ],
    ['src/cli.js', 'main().catch((error) => {\n  console.error(error);\n  process.exit(1);\n});'],
    [
      'src/a.js',
      'if (import.meta.url === `file://${process.argv[1]}`) {\n  process.exit(run());\n}',
    ],
    ['src/a.js', 'if (require.main === module) process.exit(run());'],
    ['src/a.js', 'export const leave = () => process.exit(1);'],
    ['src/a.js', 'const { env } = process;\nexport const name = env.NAME;'],
    ['src/a.js', 'const { exit } = door;\nexit(0);'],
    ['src/a.js', 'const p = processOf(a);\np.exit(0);'],
    ['src/a.js', 'process.kill(child.pid);'],
    ['src/a.js', "process.on('exit', done);"],
    ['vat.py', 'from sys import argv, path\nprint(argv)'],
    ['vat.py', 'kind = getattr(os, "name")'],
    ['vat.py', 'value = getattr(order, field)'],
    ['scripts/a.py', 'sys.exit(1)'],
    ['run.py', '#!/usr/bin/env python3\nsys.exit(1)'],
    ['src/server.ts', "process.on('SIGTERM', () => {\n  process.exit(0);\n});"],
    ['src/server.ts', 'export function stop() {\n  process.exit(0);\n}'],
  ])('%s: %j is let be', (path, after) => {
    expect(rulesOf({ [path]: { after } })).toEqual([]);
  });
});
