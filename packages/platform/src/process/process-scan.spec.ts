import { describe, expect, it } from 'vitest';
import { familyOf, parsePsLine, parseStat, type RunningProcess } from './process-scan.mjs';

describe('a line of /proc/<pid>/stat', () => {
  it('tells parent and session whatever the process calls itself', () => {
    expect(parseStat('42 (sleep) S 7 42 40 0 -1')).toEqual({ parent: 7, session: 40 });
    expect(parseStat('42 (a) R 1 1 1 (b) S 7 42 40 0 -1')).toEqual({ parent: 7, session: 40 });
  });

  it('of a process that is dead and only not yet reaped counts as none', () => {
    expect(parseStat('42 (sleep) Z 7 42 40 0 -1')).toBeUndefined();
    expect(parseStat('')).toBeUndefined();
  });
});

describe('a line of ps', () => {
  it('tells ids and, among the environment after the command, the cookie', () => {
    const line = '  42     7    40 Ss+ sleep 600 PATH=/bin ATMS_COOKIE=dir/T1/2 HOME=/root';
    expect(parsePsLine(line)).toEqual([{ pid: 42, parent: 7, session: 40, cookie: 'dir/T1/2' }]);
  });

  it('tells no cookie where there is none', () => {
    const line = '42 7 40 S sleep 600 XATMS_COOKIE=dir/T1/2';
    expect(parsePsLine(line)).toEqual([{ pid: 42, parent: 7, session: 40, cookie: undefined }]);
  });

  it('of a dead process, or that is no such line, counts as none', () => {
    expect(parsePsLine('42 7 40 Z (sleep)')).toEqual([]);
    expect(parsePsLine('')).toEqual([]);
  });
});

describe('a family', () => {
  const born = (pid: number, parent: number, cookie?: string): RunningProcess => ({
    pid,
    parent,
    session: pid,
    cookie,
  });
  const carries = ({ cookie }: RunningProcess) => cookie === 'ours';

  it('is whoever belongs and all that descends from them, in whatever order they are listed', () => {
    const processes = [born(5, 4), born(4, 3), born(3, 1, 'ours'), born(6, 1), born(7, 6, 'other')];
    expect(new Set(familyOf(processes, carries, 99))).toEqual(new Set([3, 4, 5]));
  });

  it('never has us or our ancestors in it, nor what else our ancestors started', () => {
    const shell = born(10, 1, 'ours');
    const [us, child, neighbour] = [born(11, 10, 'ours'), born(12, 11), born(13, 10)];
    const left = born(14, 1, 'ours');
    expect(familyOf([shell, us, child, neighbour, left], carries, 11)).toEqual([14]);
  });
});
