import { describe, expect, it } from 'vitest';
import { importsOf, packageNameOf } from './imports.ts';

const specifiers = (source: string) => importsOf(source).map(({ specifier }) => specifier);

describe('the import scanner', () => {
  it('finds every way to import', () => {
    const source = [
      "import one from 'one';",
      "import type { Two } from 'two';",
      "import { a, type B } from 'three';",
      'import {',
      '  many,',
      "} from './four.ts';",
      "export { five } from './five.ts';",
      "export * from './six.ts';",
      "import 'seven';",
      "const eight = await import('eight');",
      "type Nine = typeof import('nine');",
      "const ten = require('ten');",
    ].join('\n');
    expect(specifiers(source)).toEqual([
      'one',
      'two',
      'three',
      './four.ts',
      './five.ts',
      './six.ts',
      'seven',
      'eight',
      'nine',
      'ten',
    ]);
  });

  it('reports a dynamic import that it cannot name', () => {
    expect(importsOf('await import(name);\nimport(`./${name}.ts`);')).toEqual([
      { specifier: undefined, line: 1 },
      { specifier: undefined, line: 2 },
    ]);
  });

  it('reads over comments and keeps the lines', () => {
    const source = "/*\n import 'one';\n*/\n// import 'two';\nimport 'three'; // import('four')";
    expect(importsOf(source)).toEqual([{ specifier: 'three', line: 5 }]);
  });

  it('does not take a URL in a string for a comment', () => {
    expect(specifiers("const home = 'https://x.org'; const two = await import('two');")).toEqual([
      'two',
    ]);
  });

  it('names the package of a subpath', () => {
    expect(packageNameOf('@atms/platform/git')).toBe('@atms/platform');
    expect(packageNameOf('zod/v4')).toBe('zod');
  });
});
