import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createAsk } from './recorded-approvals.mjs';
import { readStep } from './recorded-steps.mjs';
import { list, record, StepFailed } from './recorded-values.mjs';

/** @typedef {import('./recorded-acts.mjs').Act} Act */
/** @typedef {import('./recorded-acts.mjs').Agent} Agent */

const [sessionFile = ''] = process.argv.slice(2);
const attempt = positive('ATMS_ATTEMPT');
const speed = positive('ATMS_SPEED');

/** @type {Agent} */
const agent = {
  tell,
  ask: createAsk({ prefix: `${process.env['ATMS_TASK'] ?? 'task'}-${attempt}`, tell }),
  scale: (milliseconds) => milliseconds / speed,
};

try {
  const claim = await play(readSession(sessionFile));
  tell({ type: 'result', ...claim });
  process.exit(0);
} catch (error) {
  tell({ type: 'output', text: messageOf(error) });
  process.exit(1);
}

/**
 * @param {string} name an environment variable
 * @returns {number} its value; 1 when it is no number above 0
 */
function positive(name) {
  const value = Number(process.env[name] ?? '1');
  return value > 0 ? value : 1;
}

/**
 * A write to a pipe is done when this returns, so nothing is lost by a kill right after it.
 * @param {Readonly<Record<string, unknown>>} message
 */
function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/**
 * @param {string} file
 * @returns {readonly Act[]} those of this attempt
 * @throws {StepFailed} when the session has a mistake in any step of it
 */
function readSession(file) {
  const attempts = list(
    record(parse(readFileSync(file, 'utf8')), ['task', 'attempts'])['attempts'],
  );
  const steps = list(attempts[Math.min(attempt, attempts.length) - 1]);
  return steps.map((step, index) => {
    try {
      return readStep(step);
    } catch (error) {
      throw failure(index, error);
    }
  });
}

/** @param {readonly Act[]} acts */
async function play(acts) {
  for (const [index, act] of acts.entries()) {
    try {
      const claim = await act(agent);
      if (claim) return claim;
    } catch (error) {
      throw failure(index, error);
    }
  }
  throw new StepFailed('the session ended without a claim');
}

/**
 * @param {number} index the step's, from 0
 * @param {unknown} error
 */
function failure(index, error) {
  return new StepFailed(`step ${index + 1}: ${messageOf(error)}`);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
