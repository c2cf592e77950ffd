/** Judges a figure or a list by what a plan asks of it. */
import type { GateStatus } from '@atms/contracts';
import { readCoverage } from './coverage.ts';
import type { Demand, Severity } from './demand.ts';
import { type InstalledPackage, isAllowed } from './licences.ts';
import { readAudit, type Vulnerability } from './npm-audit.ts';
import type { Remark } from './reading.ts';
import { remarkOf } from './remark.ts';

export interface Evidence {
  /** Reports and output, the most telling first. */
  readonly texts?: readonly string[];
  readonly packages?: readonly InstalledPackage[];
}

export interface Judgement {
  readonly status: GateStatus;
  readonly reason?: string;
  readonly remarks: readonly Remark[];
}

/** A demand that cannot be judged is an error, and never met. */
export function judge(demand: Demand, { texts = [], packages = [] }: Evidence): Judgement {
  switch (demand.kind) {
    case 'coverage':
      return judgeCoverage(demand.atLeast, texts);
    case 'audit':
      return judgeAudit(demand.level, texts);
    case 'licences':
      return judgeLicences(demand.allowed, packages);
  }
}

function unknown(reason: string): Judgement {
  return { status: 'error', reason, remarks: [remarkOf(reason)] };
}

function refused(reason: string, remarks: readonly Remark[]): Judgement {
  return { status: 'failed', reason, remarks: [remarkOf(reason), ...remarks] };
}

function judgeCoverage(atLeast: number, texts: readonly string[]): Judgement {
  const coverage = texts.map(readCoverage).find((one) => one !== undefined);
  if (coverage === undefined) {
    return unknown(
      'no coverage was reported: the command has to write coverage/coverage-summary.json, coverage/lcov.info or coverage.xml, or one of these to the path in $ATMS_REPORT',
    );
  }
  const { covered, total, worst } = coverage;
  if (total === 0) return unknown('the coverage report has no lines in it');
  const percent = (100 * covered) / total;
  const figures = `${covered} of ${total} lines are covered, ${shown(percent)} %`;
  if (percent >= atLeast) return { status: 'passed', reason: figures, remarks: [] };
  return refused(
    `${figures}; at least ${atLeast} % are asked`,
    worst.map(({ file, missed }) => remarkOf(`${missed} lines are not covered`, { file })),
  );
}

/** Rounded down: 79.996 is not 80. */
function shown(percent: number): string {
  return (Math.floor(percent * 100) / 100).toFixed(2);
}

const severities: readonly (Severity | 'info')[] = ['info', 'low', 'moderate', 'high', 'critical'];

function judgeAudit(level: Severity, texts: readonly string[]): Judgement {
  const all = texts.map(readAudit).find((one) => one !== undefined);
  if (all === undefined) {
    return unknown(
      'known vulnerabilities could not be looked up: the registry has to be reachable, and a lockfile has to be there',
    );
  }
  const rank = ({ severity }: Vulnerability) => severities.indexOf(severity);
  const bad = all
    .filter((one) => rank(one) >= severities.indexOf(level))
    .toSorted((a, b) => rank(b) - rank(a));
  if (bad.length === 0) return { status: 'passed', remarks: [] };
  return refused(
    `${bad.length} packages have known vulnerabilities of level ${level} or higher`,
    bad.map(({ name, severity, title, range, url }) =>
      remarkOf(`${name} ${range}: ${title}${url === undefined ? '' : ` (${url})`}`, {}, severity),
    ),
  );
}

function judgeLicences(
  allowed: readonly string[],
  packages: readonly InstalledPackage[],
): Judgement {
  const absent = packages.filter(({ version }) => version === undefined);
  if (absent.length > 0) {
    const names = absent.map(({ name }) => name).slice(0, 10);
    return unknown(
      `the licences of packages that are not installed are not known: ${names.join(', ')}; name the step that installs them as 'prepare'`,
    );
  }
  const bad = distinct(packages).filter(
    ({ licence }) => licence === undefined || !isAllowed(licence, allowed),
  );
  if (bad.length === 0) return { status: 'passed', remarks: [] };
  return refused(
    `${bad.length} packages have a licence that is not among ${allowed.join(', ')}`,
    bad.map(({ name, version = '', licence }) =>
      licence === undefined
        ? remarkOf(`${name} ${version} names no licence`, {}, 'none')
        : remarkOf(`${name} ${version} has a licence that is not allowed`, {}, licence),
    ),
  );
}

/** One version may be installed in several places. */
function distinct(packages: readonly InstalledPackage[]): readonly InstalledPackage[] {
  return [...new Map(packages.map((one) => [`${one.name} ${one.version ?? ''}`, one])).values()];
}
