/**
 * Calls back with each parsed line of a stream of newline-delimited JSON. A last line without its newline is a message
 * whose sender died while writing it, and is dropped.
 *
 * @param {NodeJS.ReadableStream} stream
 * @param {(message: unknown) => void} onMessage
 */
export function onEachMessage(stream, onMessage) {
  let pending = '';
  stream.setEncoding('utf8');
  stream.on('data', (/** @type {string} */ chunk) => {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) onMessage(JSON.parse(line));
  });
}
