// `npm test`: every check and every test, after installing what is missing. `faults` or `guards` as the only argument
// runs one of the long projects instead. Stops at the first step that fails; the last line is always the count.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks, longProjects, projects } from './checks.mjs';
import { childEnvironment } from './environment.mjs';
import { installWhenNeeded, InstallFailed } from './install.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ title: string, run: () => Promise<Counts> }} Step */

const root = dirname(dirname(fileURLToPath(import.meta.url)));

process.exitCode = await main(process.argv.slice(2));

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
async function main(argv) {
  const [project, ...rest] = argv;
  if (rest.length > 0 || (project !== undefined && !longProjects.includes(project))) {
    console.error(`usage: node scripts/test.mjs [${longProjects.join(' | ')}]`);
    return 2;
  }
  const reports = await mkdtemp(join(tmpdir(), 'atms-test-'));
  try {
    const total = await runUntilFailure(stepsOf(project, reports));
    print(`\n${lastLine(total)}`);
    return total.failed === 0 ? 0 : 1;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

/**
 * @param {string | undefined} project
 * @param {string} reports
 * @returns {Step[]}
 */
function stepsOf(project, reports) {
  const tests = project === undefined ? projects : [project];
  return [
    { title: 'install', run: install },
    ...(project === undefined ? checks.map(checkStep) : []),
    ...tests.map((name) => ({ title: `${name} tests`, run: () => runTests(name, reports) })),
  ];
}

/** @param {Step[]} steps */
async function runUntilFailure(steps) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const counts = await timed(step);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    if (counts.failed > 0) break;
  }
  return total;
}

/** @param {Step} step */
async function timed({ title, run }) {
  print(`\n== ${title}`);
  const started = performance.now();
  const counts = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`-- ${title}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return counts;
}

/** Being installed is no check: it counts only when it fails. */
async function install() {
  try {
    await installWhenNeeded({ root });
    return { passed: 0, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error instanceof InstallFailed ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * @param {import('./checks.mjs').Check} check
 * @returns {Step}
 */
function checkStep({ title, command }) {
  return {
    title,
    run: async () => {
      const passed = await succeeds(command);
      return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
    },
  };
}

/**
 * @param {string} project
 * @param {string} reports
 */
async function runTests(project, reports) {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const passed = await succeeds(['vitest', 'run', '--project', project, ...reporters]);
  return countsOf(await readReport(report), passed);
}

/**
 * A run that failed has at least one failure, also when no test says so: a file that does not load, an error that
 * nobody caught, a reporter that was killed.
 * @param {Record<string, unknown>} report vitest's JSON report
 * @param {boolean} passed what vitest's exit code says
 * @returns {Counts}
 */
function countsOf(report, passed) {
  const number = (/** @type {string} */ key) => Number(report[key] ?? 0);
  return {
    passed: number('numPassedTests'),
    failed: passed ? number('numFailedTests') : Math.max(1, number('numFailedTests')),
    skipped: number('numPendingTests') + number('numTodoTests'),
  };
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, unknown>>}
 */
async function readReport(file) {
  try {
    return /** @type {Record<string, unknown>} */ (JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/**
 * The step writes to our own output, so that no buffer of ours limits it. When somebody stops us, the step is stopped
 * and what it leaves is still counted and printed.
 * @param {readonly [string, ...string[]]} command
 * @returns {Promise<boolean>}
 */
async function succeeds([program, ...args]) {
  const child = spawn(program, args, { cwd: root, env: withTools(), stdio: ['ignore', 1, 2] });
  const stop = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const [code] = /** @type {[number | null]} */ (await once(child, 'exit'));
    return code === 0;
  } catch (error) {
    console.error(error);
    return false;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function withTools() {
  const environment = childEnvironment();
  const tools = join(root, 'node_modules', '.bin');
  return { ...environment, PATH: `${tools}${delimiter}${environment.PATH ?? ''}` };
}

/** @param {Counts} counts */
function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
