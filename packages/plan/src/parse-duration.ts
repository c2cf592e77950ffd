const unitsMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

const amount = String.raw`(\d+(?:\.\d+)?)`;
const part = (unit: keyof typeof unitsMs): string => String.raw`(?:${amount}${unit}\s*)?`;
const pattern = new RegExp(
  `^(?=\\d)${part('d')}${part('h')}${part('m')}${part('s')}${part('ms')}$`,
  'u',
);

/**
 * Milliseconds of a duration such as `2h`, `90s`, `1h30m`, `1h 30m`, `4.2s` or `500ms`: each unit (d, h, m, s, ms) at
 * most once, larger ones first, rounded to a whole millisecond. Undefined for anything else: a number without a unit
 * has no meaning that everybody shares.
 */
export const parseDuration = (text: string): number | undefined => {
  const amounts = pattern.exec(text.trim())?.slice(1);
  if (amounts === undefined) return undefined;
  const total = Object.values(unitsMs).reduce(
    (sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs,
    0,
  );
  const rounded = Math.round(total);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
};
