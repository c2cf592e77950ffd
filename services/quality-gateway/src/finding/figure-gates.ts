/** Gates that ask for a figure or a list: coverage, known vulnerabilities, licences. */
import type { Check } from '@atms/contracts';
import type { CommandGate } from '../ports.ts';
import { dependsOn, packageManagerOf } from './manifest.ts';
import { scriptGate } from './node-gates.ts';
import type { Project } from './project.ts';
import { dependencyIn } from './python-tools.ts';

type FigureCheck = Extract<
  Check,
  { coverage: number } | { audit: string } | { licences: string[] }
>;

export function figureGate(project: Project, check: FigureCheck): CommandGate {
  if ('coverage' in check) return coverageGate(project, check.coverage);
  if ('audit' in check) return auditGate(project, check.audit);
  return licencesGate(project, check.licences);
}

const scripts = ['coverage', 'test:coverage', 'test:cov', 'coverage:test'];

function coverageGate(project: Project, atLeast: number): CommandGate {
  const asked = { gate: 'coverage', kind: 'coverage' } as const;
  const script = scripts
    .map((name) => scriptGate(project, name))
    .find((gate) => gate !== undefined);
  const run = script ?? coverageTool(project);
  if (run?.command !== undefined) {
    const { command, why = '' } = run;
    return { ...asked, command, why, demand: { kind: 'coverage', atLeast } };
  }
  const reason =
    "nothing here measures coverage: add a script 'coverage' that writes coverage/coverage-summary.json or coverage/lcov.info, or depend on vitest with @vitest/coverage-v8, jest, c8 or pytest-cov";
  return { ...asked, missing: { status: 'error', reason } };
}

function coverageTool(project: Project): Pick<CommandGate, 'command' | 'why'> | undefined {
  const bin = 'node_modules/.bin';
  const summary = '--reporter=json-summary --reporter=text';
  const has = (name: string) => dependsOn(project, name);
  if (has('vitest') && (has('@vitest/coverage-v8') || has('@vitest/coverage-istanbul'))) {
    const command = `${bin}/vitest run --coverage --coverage.reporter=json-summary --coverage.reporter=text`;
    return { command, why: 'package.json depends on vitest and its coverage' };
  }
  if (has('jest')) {
    const command = `${bin}/jest --coverage --coverageReporters=json-summary --coverageReporters=text`;
    return { command, why: 'package.json depends on jest' };
  }
  const wrapper = ['c8', 'nyc'].find(has);
  if (wrapper !== undefined && scriptGate(project, 'test') !== undefined) {
    const command = `${bin}/${wrapper} ${summary} npm test`;
    return { command, why: `package.json depends on ${wrapper}` };
  }
  return pythonCoverage(project);
}

function pythonCoverage(project: Project): Pick<CommandGate, 'command' | 'why'> | undefined {
  const why = dependencyIn(project, 'pytest-cov');
  if (why === undefined) return undefined;
  return {
    command: 'python3 -m pytest --cov --cov-report=term --cov-report=lcov:"$ATMS_REPORT"',
    why,
  };
}

function auditGate(project: Project, level: 'low' | 'moderate' | 'high' | 'critical'): CommandGate {
  const asked = { gate: 'audit', kind: 'security' } as const;
  const manager = packageManagerOf(project);
  if (project.files.has('package.json') && (manager === 'npm' || manager === 'pnpm')) {
    return {
      ...asked,
      // Its exit code says no more than that there is something at any level.
      command: `${manager} audit --json >"$ATMS_REPORT"`,
      why: `the plan, for ${manager}`,
      demand: { kind: 'audit', level },
    };
  }
  const reason = `known vulnerabilities can be looked up with npm and pnpm alone; name another command as {name: audit, run: …}`;
  return { ...asked, missing: { status: 'error', reason } };
}

/** Looks at what is installed, so it needs no command. */
function licencesGate(project: Project, allowed: readonly string[]): CommandGate {
  const asked = { gate: 'licences', kind: 'licences' } as const;
  if (project.files.has('package.json')) {
    return { ...asked, why: 'the plan, for node_modules', demand: { kind: 'licences', allowed } };
  }
  const reason =
    'licences are known for the packages of a package.json alone; name another command as {name: licences, run: …}';
  return { ...asked, missing: { status: 'error', reason } };
}
