const longest = 60;

/**
 * A plan's name as the last part of a branch name: lower case, letters and digits of any script, dashes between them.
 * Always a name that git allows; `plan` when nothing is left.
 */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const cut = [...words].slice(0, longest + 1).join('');
  return (
    cut
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, longest)
      .replace(/-+$/, '') || 'plan'
  );
}
