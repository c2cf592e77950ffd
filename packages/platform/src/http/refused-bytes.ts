import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { hasCode } from '@atms/eventsourcing';
import { type Problem, problemMediaType, problemText } from './problem.ts';

/**
 * Answers with a problem what Node's parser refuses before there is a request: headers that are too large, bytes that are
 * no HTTP, a request that does not come to its end.
 */
export function answerRefusedBytes(server: Server): void {
  const answering = new WeakSet<Duplex>();
  server.on('request', ({ socket }, outgoing) => {
    answering.add(socket);
    outgoing.once('close', () => answering.delete(socket));
  });
  server.on('clientError', (error, socket) => {
    // Into the middle of an answer nothing can be said.
    if (!socket.writable || answering.has(socket)) return void socket.destroy();
    socket.end(rawAnswer(problemOf(error)), () => socket.destroy());
  });
}

function problemOf(error: Error): Problem {
  if (hasCode(error, 'HPE_HEADER_OVERFLOW')) {
    const detail = 'The headers of a request may have 16 KiB at most';
    return { status: 431, code: 'headers-too-large', detail };
  }
  if (hasCode(error, 'ERR_HTTP_REQUEST_TIMEOUT')) {
    const detail = 'The request did not come to its end in time';
    return { status: 408, code: 'request-timeout', detail };
  }
  return { status: 400, code: 'bad-request', detail: 'This is not a request of HTTP/1.1' };
}

function rawAnswer(problem: Problem): string {
  const body = problemText(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'connection: close',
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
