const longest = 300;
const mostLines = 4;
/** Words by which test runners, compilers and linters mark the lines that matter. */
const telling = /✖|✗|×|not ok|\bFAIL|[Ee]rror|[Ee]xpected|[Ff]ailed/;

/** What a finding comes to in one line: its first line, and of the output behind it the lines that say what failed. */
export function gist(message: string): string {
  const [first = '', ...rest] = message.split('\n').map((line) => line.trim());
  const marked = [...new Set(rest.filter((line) => telling.test(line)))].slice(0, mostLines - 1);
  const text = [first, ...marked].filter((line) => line !== '').join(' · ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
