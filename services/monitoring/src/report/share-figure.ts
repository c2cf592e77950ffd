import type { Figure } from './workflow-report.ts';

export function clampToUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** A share, held between 0 and 1; the raw value is named when it lies outside. */
export function shareFigure(
  raw: number | null,
  figure: Pick<Figure, 'key' | 'title' | 'formula'>,
): Figure {
  const value = raw === null ? null : clampToUnit(raw);
  const note = raw === value || raw === null ? {} : { note: `raw value ${raw.toFixed(2)}` };
  return { ...figure, value, unit: 'ratio', ...note };
}
