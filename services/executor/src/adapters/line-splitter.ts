/** Longest line that is kept together; a longer one is cut into pieces. */
const longestLine = 1024 * 1024;

export function createLineSplitter(onLine: (line: string) => void) {
  let rest = '';
  return {
    push(text: string) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (rest.length > longestLine) {
        onLine(rest);
        rest = '';
      }
    },
    end() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
