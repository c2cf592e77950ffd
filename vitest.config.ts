import { defineConfig } from 'vitest/config';

/** Time limits are only safety nets: no test passes or fails by how long something takes. */
const minute = 60_000;

const sources = ['{packages,services,apps}/*/src/**', 'scripts', 'bench'];

interface Project {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly minutes?: number;
}

/** What a test needs says its suffix, or its folder when it is about the whole of ATMS. */
const projects: readonly Project[] = [
  { name: 'unit', include: sources.map((at) => `${at}/*.spec.ts`), exclude: ['**/*.int.spec.ts'] },
  { name: 'int', include: sources.map((at) => `${at}/*.int.spec.ts`), minutes: 2 },
  { name: 'arch', include: ['tests/architecture/**/*.spec.ts'] },
  { name: 'system', include: ['tests/system/**/*.spec.ts'], minutes: 5 },
  { name: 'faults', include: ['tests/faults/**/*.spec.ts'], minutes: 60 },
  { name: 'guards', include: ['tests/guards/**/*.spec.ts'], minutes: 10 },
];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: projects.map(({ name, include, exclude = [], minutes = 1 }) => ({
      extends: true as const,
      test: {
        name,
        include: [...include],
        exclude: ['**/node_modules/**', 'examples/**', ...exclude],
        testTimeout: minutes * minute,
        hookTimeout: minutes * minute,
      },
    })),
  },
});
