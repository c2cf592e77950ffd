import { describe, expect, it } from 'vitest';
import { createLineLogger, type LogLevel } from './logger.ts';

function linesOf(level: LogLevel) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLineLogger({ level, write, now: () => '2030-01-01T00:00:00.000Z' });
  return { lines, log };
}

describe('a line logger', () => {
  it('writes one line with instant, level, message and fields', () => {
    const { lines, log } = linesOf('debug');
    log.info('Task started', { taskId: 'T1', attempt: 2, agent: undefined, reason: 'two words' });
    expect(lines).toEqual([
      '2030-01-01T00:00:00.000Z info  Task started taskId=T1 attempt=2 reason="two words"\n',
    ]);
  });

  it('leaves out what is below its level', () => {
    const { lines, log } = linesOf('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['c\n', 'd\n']);
  });

  it('is one line also for a message and a field with line ends', () => {
    const { lines, log } = linesOf('debug');
    log.error('first\nsecond', { output: 'a\nb', error: new Error('c\nd') });
    expect(lines).toEqual([
      '2030-01-01T00:00:00.000Z error first second output="a\\nb" error="c\\nd"\n',
    ]);
  });
});
