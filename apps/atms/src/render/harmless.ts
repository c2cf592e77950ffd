import { stripControl } from '@atms/platform/process';
import { colourCodes, escape } from './colours.ts';

const ownColour = new RegExp(`(${escape}\\[(?:${colourCodes.join('|')})m)`);

/**
 * The last door before the terminal: of all sequences only our own colours pass, and these only where they are wanted.
 * Whoever makes a line strips the texts in it too, as only there a line end can be told from one that somebody wrote
 * into a name; this is for what was forgotten.
 */
export function harmless(text: string, colour: boolean): string {
  if (!colour) return stripControl(text);
  // Cut at our colours, no piece has an introducer left after it was stripped, so none can be put together again.
  const pieces = text.split(ownColour);
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : stripControl(piece))).join('');
}

/** JSON in which also those characters are escaped that steer a terminal and that JSON itself would leave. */
export function harmlessJson(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
