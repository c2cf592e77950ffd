import type { Figure, Incident, ReportRows, TaskLine } from './workflow-report.ts';

export interface Findings {
  readonly rows: ReportRows;
  readonly figures: readonly Figure[];
  readonly incidents: readonly Incident[];
  readonly lines: readonly TaskLine[];
}

/** What the next plan could do better. Each rule names the figures that it rests on; no rule, no advice. */
export function suggestionsOf(findings: Findings): readonly string[] {
  return rules.flatMap((rule) => rule(findings) ?? []);
}

type Rule = (findings: Findings) => string | undefined;

/** Estimates off by more than this factor, either way, are worth a word. */
const tolerated = 2;

const estimates: Rule = ({ figures }) => {
  const actual = valueOf(figures, 'effort');
  const estimated = valueOf(figures, 'estimated-effort');
  if (actual === 0 || estimated === 0) return undefined;
  const factor = actual / estimated;
  if (factor <= tolerated && factor >= 1 / tolerated) return undefined;
  const times = factor > 1 ? `${rounded(factor)} times` : `1/${rounded(1 / factor)} of`;
  return `The actual effort was ${times} the estimated effort: scale the estimates.`;
};

const unlockedConflicts: Rule = ({ rows, incidents }) => {
  const conflicted = new Set(
    incidents.filter((one) => one.kind === 'merge-conflict').map((one) => one.planTaskId),
  );
  const names = rows.tasks
    .filter((task) => task.paths === '[]' && conflicted.has(task.planTaskId))
    .map((task) => task.planTaskId);
  if (names.length === 0) return undefined;
  return `${names.join(', ')} met in a merge conflict and declare no paths: with \`paths\`, or a dependency, the work is not done twice.`;
};

const repeatedly: Rule = ({ lines }) => {
  const names = lines.filter((line) => line.attempts > tolerated).map((line) => line.planTaskId);
  if (names.length === 0) return undefined;
  return `${names.join(', ')} needed more than ${tolerated} attempts: smaller tasks or sharper acceptance criteria may help.`;
};

const unchecked: Rule = ({ rows }) => {
  const names = rows.tasks
    .filter((task) => task.checks === '"none"')
    .map((task) => task.planTaskId);
  if (names.length === 0) return undefined;
  return `${names.join(', ')} ran with \`checks: none\`: nothing but their scope was proven.`;
};

const rules: readonly Rule[] = [estimates, unlockedConflicts, repeatedly, unchecked];

function valueOf(figures: readonly Figure[], key: string): number {
  return figures.find((figure) => figure.key === key)?.value ?? 0;
}

function rounded(factor: number): string {
  return factor >= 10 ? factor.toFixed(0) : factor.toFixed(1);
}
