// Put together from the character codes, so that no control character stands in a source file, not even as an escape.
const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const STRING_END = String.fromCharCode(0x9c);
const eightBit = (code: number): string => String.fromCharCode(code);

// CSI: colours, cursor. Then the strings that end with BEL or ST: OSC (title, hyperlink, clipboard), DCS, SOS, PM, APC.
// What is cut off before its end falls to the last pattern, which takes only the introducer, so text is never swallowed.
const CSI = `(?:${ESC}\\[|${eightBit(0x9b)})[0-?]*[ -/]*[@-~]`;
const STRING_START = `(?:${ESC}[\\]PX^_]|[${[0x9d, 0x90, 0x98, 0x9e, 0x9f].map(eightBit).join('')}])`;
const STRING = `${STRING_START}[^${ESC}${BEL}${STRING_END}]*(?:${BEL}|${STRING_END}|${ESC}\\\\)`;
const OTHER_ESCAPE = `${ESC}[ -/]*[0-~]`;
const SEQUENCES = new RegExp(`${CSI}|${STRING}|${OTHER_ESCAPE}`, 'g');

const LINE_END = new RegExp(String.raw`\r\n?`, 'g');
// Beside the controls those characters that let the text after them be read from right to left, whatever it is.
const REMAINING_CONTROLS = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that may be shown to a person or stored: without terminal control sequences, which could colour, move, retitle or
 * write to the clipboard, without control characters other than line feed and tab, and without the characters that turn
 * the direction of writing around. A carriage return becomes a line feed: it separated the states of a progress bar,
 * which would otherwise run together.
 */
export function stripControl(text: string): string {
  return text.replace(SEQUENCES, '').replace(LINE_END, '\n').replace(REMAINING_CONTROLS, '');
}
