// An edit of a recorded session. It finds its place by context copied exactly, never by a line's number, and never
// replaces a whole file, so that it applies to a file that others have changed meanwhile, or fails and says why.

/**
 * Text in place of other text; with an empty `find` it creates a file.
 * @typedef {object} Replacement
 * @property {string} path below the workspace
 * @property {string} find occurs exactly once in the file; empty to create it
 * @property {string} replace
 * @property {string} [unless] a text; a file that contains it is left as it is ('' is contained in every file that is there)
 */

/**
 * New lines after the line in which a context ends.
 * @typedef {object} Insertion
 * @property {string} path below the workspace
 * @property {string} after occurs exactly once in the file
 * @property {string} insert
 * @property {string} [unless] as in a replacement
 */

/** @typedef {Replacement | Insertion} Edit */

/** The place that an edit wants is not there. The message names the file and the context. */
export class EditRefused extends Error {
  /**
   * @param {string} path
   * @param {string} reason
   */
  constructor(path, reason) {
    super(`${path}: ${reason}`);
  }
}

/**
 * @param {string | undefined} text what the file contains; undefined when there is none
 * @param {Edit} edit
 * @returns {string | undefined} what it shall contain; undefined when `unless` says that it does already
 * @throws {EditRefused} when the context does not occur exactly once, or the file to create is there
 */
export function applyEdit(text, edit) {
  if (text !== undefined && edit.unless !== undefined && text.includes(edit.unless))
    return undefined;
  if ('find' in edit && edit.find === '') return create(text, edit);
  if (text === undefined) throw new EditRefused(edit.path, 'there is no such file to edit');
  return 'find' in edit ? replace(text, edit) : insert(text, edit);
}

/**
 * @param {string | undefined} text
 * @param {Replacement} edit
 */
function create(text, edit) {
  if (text !== undefined) throw new EditRefused(edit.path, 'the file to create is already there');
  return edit.replace;
}

/**
 * @param {string} text
 * @param {Replacement} edit
 */
function replace(text, edit) {
  const start = onlyPlace(text, edit.find, edit.path);
  return text.slice(0, start) + edit.replace + text.slice(start + edit.find.length);
}

/**
 * @param {string} text
 * @param {Insertion} edit
 */
function insert(text, edit) {
  const lastCharacter = onlyPlace(text, edit.after, edit.path) + edit.after.length - 1;
  const newline = text.indexOf('\n', lastCharacter);
  const before = newline === -1 ? `${text}\n` : text.slice(0, newline + 1);
  const lines = edit.insert.endsWith('\n') ? edit.insert : `${edit.insert}\n`;
  return before + lines + text.slice(before.length);
}

/**
 * @param {string} text
 * @param {string} context
 * @param {string} path
 */
function onlyPlace(text, context, path) {
  const first = text.indexOf(context);
  if (first === -1) throw new EditRefused(path, `the context was not found: ${quote(context)}`);
  const second = text.indexOf(context, first + 1);
  if (second !== -1)
    throw new EditRefused(path, `the context occurs more than once: ${quote(context)}`);
  return first;
}

/** @param {string} context */
function quote(context) {
  const line = context.trim().split('\n', 1)[0] ?? '';
  return JSON.stringify(line.length < context.trim().length ? `${line} …` : line);
}
