/** A fault that a check has to find. A check that finds nothing when something is there is worse than none. */
export interface PlantedFault {
  /** What is wrong, as a sentence goes on after "refuses": `a timer in a decider`. */
  readonly name: string;
  /** Relative to the root. */
  readonly file: string;
  readonly change: Change;
  /** A check of `scripts/checks.mjs` by its name, or a spec file by its path. */
  readonly check: string;
  /** Of a spec file the tests of this title alone, or whose title begins so: the others may wait long for what is gone. */
  readonly test?: string;
  /** What the red check says: it must have turned red because of the fault, and not of something else. */
  readonly expects: string | RegExp;
}

export type Change =
  | { readonly create: string }
  | { readonly append: string }
  /** The old text has to stand in the file exactly once, so that a fault that no longer fits is noticed. */
  | { readonly replace: string; readonly by: string };

export function changed(before: string | undefined, change: Change): string {
  if ('create' in change) {
    if (before !== undefined) throw new Error('the file to create is there already');
    return change.create;
  }
  if (before === undefined) throw new Error('the file to change is not there');
  if ('append' in change) return before + change.append;
  const times = before.split(change.replace).length - 1;
  if (times !== 1)
    throw new Error(`the text to replace stands in the file ${times} times: ${change.replace}`);
  return before.replace(change.replace, () => change.by);
}

/** For `expects`: the test of this title has failed. */
export function failing(title: string): RegExp {
  return new RegExp(`FAIL .*${exactly(title)}`);
}

/** A regular expression that means the text itself. */
export function exactly(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
