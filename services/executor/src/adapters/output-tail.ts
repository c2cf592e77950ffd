/** What a program printed last: the command itself stands in the plan, and what went wrong stands here. */
import { stripControl } from '@atms/platform/process';

export interface OutputTail {
  add(text: string): void;
  /** The last lines on one line, without what steers a terminal. */
  text(): string;
}

const keptCharacters = 4_000;
const shownLines = 3;
const shownCharacters = 200;

export function createOutputTail(): OutputTail {
  let kept = '';
  return {
    add(text) {
      kept = (kept + text).slice(-keptCharacters);
    },
    text() {
      const lines = stripControl(kept)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      const last = lines.slice(-shownLines).join(' / ');
      return last.length > shownCharacters ? `… ${last.slice(-shownCharacters)}` : last;
    },
  };
}
