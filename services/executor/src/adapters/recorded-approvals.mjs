// Approvals over stdin and stdout: asked as a message, answered by a line of JSON.

import { createInterface } from 'node:readline';
import { record } from './recorded-values.mjs';

/** @typedef {import('./recorded-acts.mjs').Answer} Answer */

/** @type {Answer} */
const UNANSWERED = { granted: false, reason: 'nobody is there to answer' };

/**
 * stdin is read from the first question on, and what comes before it is not lost. When it closes, what is open counts
 * as denied.
 * @param {object} options
 * @param {string} options.prefix makes the ids of this attempt's requests its own
 * @param {import('./recorded-acts.mjs').Agent['tell']} options.tell
 * @returns {import('./recorded-acts.mjs').Agent['ask']}
 */
export function createAsk({ prefix, tell }) {
  /** @type {Map<unknown, (answer: Answer) => void>} */
  const waiting = new Map();
  let asked = 0;
  return (action, detail) =>
    new Promise((settle) => {
      asked += 1;
      const requestId = `${prefix}-${asked}`;
      waiting.set(requestId, settle);
      if (asked === 1) listen(waiting);
      tell({ type: 'approval', requestId, action, detail });
      if (process.stdin.readableEnded) settle(UNANSWERED);
    });
}

/** @param {Map<unknown, (answer: Answer) => void>} waiting */
function listen(waiting) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { requestId, granted, reason } = readAnswer(line);
    const said = typeof reason === 'string' ? { reason } : {};
    waiting.get(requestId)?.({ granted: granted === true, ...said });
  });
  lines.once('close', () => {
    for (const settle of waiting.values()) settle(UNANSWERED);
  });
}

/**
 * @param {string} line
 * @returns {Readonly<Record<string, unknown>>} empty for what is no answer
 */
function readAnswer(line) {
  try {
    const answer = record(JSON.parse(line), ['type', 'requestId', 'granted', 'reason']);
    return answer['type'] === 'approval' ? answer : {};
  } catch {
    return {};
  }
}
