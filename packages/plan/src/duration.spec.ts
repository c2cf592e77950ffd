import { describe, expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['2h', 7_200_000],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['500ms', 500],
    ['4.2s', 4200],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1m1ms', 60_001],
    [' 5m ', 300_000],
    ['0s', 0],
  ])('reads %j as %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    '',
    '90',
    '2 hours',
    'h',
    '-1s',
    '1m1h',
    '1h1h',
    '.5h',
    '1e3s',
    '2H',
    '1h,30m',
    '99999999999d',
  ])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [350, '350ms'],
    [999.6, '1s'],
    [4200, '4.2s'],
    [4000, '4s'],
    [59_949, '59.9s'],
    [59_950, '1m'],
    [90_000, '1m 30s'],
    [3_599_499, '59m 59s'],
    [3_599_500, '1h'],
    [5_400_000, '1h 30m'],
    [126_000_000, '35h'],
    [-5, '0ms'],
  ])('shows %d ms as %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });
});
