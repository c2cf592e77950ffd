import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { impurities, isPure } from './purity.ts';
import { read, sources } from './repository.ts';

const pure = sources().filter(isPure);

describe('the pure folders', () => {
  it('are found', () => {
    for (const folder of ['packages/eventsourcing/src/', 'packages/plan/src/', '/domain/']) {
      expect(pure.filter((file) => file.includes(folder))).not.toEqual([]);
    }
  });

  it('import and use nothing that acts or differs from run to run', () => {
    expect(pure.flatMap(impurities)).toEqual([]);
  });

  it('hold nothing but TypeScript, which the other two guards read as well', () => {
    expect(pure.filter((file) => !file.endsWith('.ts'))).toEqual([]);
  });

  it('are the same for the compiler, the linter and this test', () => {
    const folders = [
      'packages/eventsourcing/src',
      'packages/plan/src',
      'services/*/src/domain',
      'services/*/src/processes',
      'services/*/src/projections',
    ];
    const compiler = relaxed(read('tsconfig.pure.json')) as { include: string[] };
    const linter = relaxed(read('.oxlintrc.json')) as { overrides: { files: string[] }[] };
    expect(compiler.include).toEqual(folders);
    expect(linter.overrides.map(({ files }) => files)).toContainEqual(
      folders.map((folder) => `${folder}/**/*.ts`),
    );
  });
});

/** JSON with comments on lines of their own is what both tools read; without these lines YAML reads it. */
function relaxed(text: string): unknown {
  return parse(text.replaceAll(/^\s*\/\/.*$/gm, ''));
}
