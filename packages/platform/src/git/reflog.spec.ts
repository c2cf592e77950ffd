import { describe, expect, it } from 'vitest';
import { parseReflogLine } from './reflog.ts';

const [old, now] = ['1'.repeat(40), '2'.repeat(40)];

describe('a line of a reflog', () => {
  it('names the new value, the committer and the reason', () => {
    const line = `${old} ${now} Pat van User <pat@example.com> 1700000000 +0100\tcommit: a <b> c`;
    expect(parseReflogLine(line)).toEqual({
      value: now,
      email: 'pat@example.com',
      message: 'commit: a <b> c',
    });
  });

  it('may have no name and no reason', () => {
    expect(parseReflogLine(`${old} ${now}  <pat@example.com> 1700000000 -0730`)).toEqual({
      value: now,
      email: 'pat@example.com',
      message: '',
    });
  });

  it('that is broken says nothing', () => {
    expect(parseReflogLine('half a li')).toBeUndefined();
  });
});
