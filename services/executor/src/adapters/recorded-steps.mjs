// The steps of a recorded session. Each step is read into an act before the first act runs, so a session with a
// mistake does nothing at all rather than half of it.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, editFile, forever, moveRef, run, startDaemon, writeHook } from './recorded-acts.mjs';
import { amount, nonEmpty, oneOf, record, StepFailed, text } from './recorded-values.mjs';

/** @typedef {import('./recorded-acts.mjs').Act} Act */

const EDIT_KEYS = ['path', 'find', 'replace', 'after', 'insert', 'unless'];
const USAGE_KEYS = ['inputTokens', 'outputTokens', 'costUsd'];

/** @type {Readonly<Record<string, (value: unknown, must: boolean) => Act>>} */
const KINDS = {
  say: (value) => {
    const line = text(value);
    return async (agent) => agent.tell({ type: 'output', text: line });
  },
  wait: (value) => {
    const milliseconds = amount(value);
    return (agent) => sleep(agent.scale(milliseconds));
  },
  progress: (value) => {
    const percent = amount(value);
    return async (agent) => agent.tell({ type: 'progress', percent });
  },
  usage: (value) => {
    const { inputTokens, outputTokens, costUsd } = record(value, USAGE_KEYS);
    const usage = {
      inputTokens: amount(inputTokens),
      outputTokens: amount(outputTokens),
      costUsd: amount(costUsd),
    };
    return async (agent) => agent.tell({ type: 'usage', ...usage });
  },
  edit: (value) => {
    const edit = readEdit(value);
    return async (agent) => agent.tell({ type: 'output', text: editFile(edit) });
  },
  run: (value, must) => {
    const command = text(value);
    return (agent) => run(agent, command, must);
  },
  ask: (value) => {
    const { action, detail } = record(value, ['action', 'detail']);
    const request = { action: nonEmpty(action), detail: text(detail) };
    return (agent) => ask(agent, request);
  },
  claim: (value) => {
    const { outcome, summary } = record(value, ['outcome', 'summary']);
    const claim = {
      outcome: oneOf(outcome, /** @type {const} */ (['done', 'failed'])),
      summary: text(summary),
    };
    return async () => claim;
  },
  kill: (value) => {
    const signal = oneOf(value, /** @type {const} */ (['SIGKILL']));
    return async () => {
      process.kill(process.pid, signal);
      await forever();
    };
  },
  crash: (value) => {
    const status = amount(value);
    return async () => process.exit(status);
  },
  hang: (value) => {
    oneOf(value, [true]);
    return forever;
  },
  daemon: (value) => {
    oneOf(value, [true]);
    return async (agent) => agent.tell({ type: 'output', text: `daemon ${startDaemon()}` });
  },
  'move-ref': (value) => {
    const ref = text(value);
    return async (agent) => agent.tell({ type: 'output', text: `${ref} is now ${moveRef(ref)}` });
  },
  'write-hook': (value) => {
    const name = text(value);
    return async (agent) => agent.tell({ type: 'output', text: `wrote ${writeHook(name)}` });
  },
};

/**
 * @param {unknown} value one step: a mapping with the key of its kind
 * @returns {Act}
 * @throws {StepFailed} when the kind is unknown or its value does not fit
 */
export function readStep(value) {
  const step = record(value, [...Object.keys(KINDS), 'must']);
  const [kind = '', ...others] = Object.keys(step).filter((key) => key !== 'must');
  const read = KINDS[kind];
  if (!read || others.length > 0) {
    throw new StepFailed(
      `a step has one key, one of ${Object.keys(KINDS).join(', ')}; not ${JSON.stringify(value)}`,
    );
  }
  if (kind !== 'run' && 'must' in step) {
    throw new StepFailed(`"must" belongs to run, not to ${kind}`);
  }
  return read(step[kind], oneOf(step['must'] ?? false, [true, false]));
}

/**
 * @param {unknown} value
 * @returns {import('./recorded-edit.mjs').Edit}
 */
function readEdit(value) {
  const { path, find, replace, after, insert, unless } = record(value, EDIT_KEYS);
  const target = { path: text(path), ...(unless === undefined ? {} : { unless: text(unless) }) };
  if (after === undefined) return { ...target, find: text(find), replace: text(replace) };
  if (find === undefined) return { ...target, after: nonEmpty(after), insert: text(insert) };
  throw new StepFailed('an edit has find and replace, or after and insert');
}
