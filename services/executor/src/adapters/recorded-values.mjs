// What a session's file says, read as what it has to be. Each of these throws a StepFailed that shows the value.

/** A session that cannot be read, or a step that cannot be done. */
export class StepFailed extends Error {}

/**
 * @param {unknown} value
 * @param {readonly string[]} keys those that it may have
 * @returns {Readonly<Record<string, unknown>>}
 */
export function record(value, keys) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StepFailed(`expected a mapping, not ${JSON.stringify(value)}`);
  }
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new StepFailed(`unknown key "${unknown}"; allowed are ${keys.join(', ')}`);
  return { ...value };
}

/** @param {unknown} value */
export function text(value) {
  if (typeof value === 'string') return value;
  throw new StepFailed(`expected text, not ${JSON.stringify(value)}`);
}

/** @param {unknown} value */
export function nonEmpty(value) {
  const some = text(value);
  if (some !== '') return some;
  throw new StepFailed('expected text that is not empty');
}

/** @param {unknown} value */
export function amount(value) {
  if (typeof value === 'number' && value >= 0) return value;
  throw new StepFailed(`expected a number from 0 up, not ${JSON.stringify(value)}`);
}

/**
 * @template T
 * @param {unknown} value
 * @param {readonly T[]} allowed
 */
export function oneOf(value, allowed) {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new StepFailed(`expected one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
}

/**
 * @param {unknown} value
 * @returns {readonly unknown[]}
 */
export function list(value) {
  if (Array.isArray(value)) return value;
  throw new StepFailed(`expected a list, not ${JSON.stringify(value)}`);
}
