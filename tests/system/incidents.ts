/** A plan in which nearly everything goes wrong that may, at moments that a test can count on. */

/** @param meeting a folder outside of the repository, where the two that conflict wait for each other */
export function planOfIncidents(meeting: string): string {
  return `
name: incidents
tasks:
  - id: red
    name: Passes its check at the second attempt
    paths: [red]
    run: mkdir -p red; echo "attempt $ATMS_ATTEMPT" > red/red.txt
    checks: [{ name: second, run: grep -q 'attempt 2' red/red.txt }]
  - id: never
    name: Passes its check never
    paths: [never]
    run: mkdir -p never; echo never > never/never.txt
    checks: [{ name: never, run: grep -q ever never/ever.txt }]
  - ${meets('one', 'other')}
  - ${meets('other', 'one')}
  - id: last
    name: Needs what was right in the end
    dependencies: [red, one, other]
    paths: [last]
    run: mkdir -p last; cat red/red.txt > last/last.txt; sort notes.txt >> last/last.txt
    checks: [{ name: three, run: test "$(wc -l < last/last.txt)" -eq 3 }]
`;

  function meets(id: string, with_: string): string {
    return `id: ${id}
    name: Declares no paths, and writes where '${with_}' writes
    run: |
      touch ${meeting}/${id}; until [ -e ${meeting}/${with_} ]; do sleep 0.02; done
      echo ${id} >> notes.txt
    checks: [{ name: mine, run: grep -q ${id} notes.txt }]`;
  }
}

/** One retry and then a person; room for both that wait for each other beside two more. */
export const impatient = `
agents: [{ kind: shell, adapter: shell, slots: 4 }]
retries: { sameAgent: 1, anotherAgent: 0, backoff: 10ms }
`;
