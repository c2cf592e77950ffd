// What `npm test` is made of, in its order. tests/guards runs the same commands on a copy with a planted fault.

/** @typedef {{ name: string, title: string, command: readonly [string, ...string[]] }} Check */

/** @type {readonly Check[]} */
export const checks = [
  { name: 'format', title: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', title: 'lint', command: ['oxlint', '--type-aware'] },
  { name: 'types', title: 'types', command: ['tsc', '--noEmit'] },
  {
    name: 'pure-types',
    title: 'types of the pure folders',
    command: ['tsc', '--noEmit', '-p', 'tsconfig.pure.json'],
  },
  { name: 'dead-code', title: 'dead code', command: ['knip', '--no-progress'] },
];

/** Projects of vitest.config.ts that `npm test` runs. */
export const projects = ['unit', 'arch', 'int', 'system'];

/** Projects that take longer and run on demand. */
export const longProjects = ['faults', 'guards'];
