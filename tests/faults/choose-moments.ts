/** The kind of a moment: without the number that says which one of its kind. */
export function kindOf(moment: string): string {
  return moment.replace(/#\d+$/, '');
}

/** `count` moments of a traced run: each kind once as far as that goes, and then again, spread over the run. */
export function chooseMoments(trace: readonly string[], count: number): readonly string[] {
  const byKind = groupByKind(trace);
  const chosen: string[] = [];
  for (let round = 0; chosen.length < Math.min(count, trace.length); round++) {
    const left = count - chosen.length;
    chosen.push(...spread(nextOfEach(byKind, round), left));
  }
  return chosen;
}

/** One moment of each kind that has another one: first from the middle of its occurrences, then around it. */
function nextOfEach(
  byKind: ReadonlyMap<string, readonly string[]>,
  round: number,
): readonly string[] {
  return [...byKind.values()].flatMap((moments) => {
    if (round >= moments.length) return [];
    const step = Math.ceil(round / 2) * (round % 2 === 0 ? 1 : -1);
    const middle = Math.floor((moments.length - 1) / 2);
    const moment = moments.at((middle + step + moments.length) % moments.length);
    return moment === undefined ? [] : [moment];
  });
}

/** At most `count` of them, evenly over the list. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor((index * items.length) / count)],
  ).filter((item) => item !== undefined);
}

function groupByKind(trace: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const moment of trace) {
    const group = groups.get(kindOf(moment)) ?? [];
    group.push(moment);
    groups.set(kindOf(moment), group);
  }
  return groups;
}
