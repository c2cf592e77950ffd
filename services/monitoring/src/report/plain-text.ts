import { stripControl } from '@atms/platform/process';

/** One line of text for a terminal or a table, whatever somebody wrote into a title. */
export function plainText(text: string): string {
  return stripControl(text).replaceAll(/\s+/g, ' ').trim();
}

/** The same, at most `width` characters. */
export function shortText(text: string, width: number): string {
  const characters = [...plainText(text)];
  return characters.length <= width
    ? characters.join('')
    : `${characters.slice(0, width - 1).join('')}…`;
}
