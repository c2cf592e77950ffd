/** `npm audit --json` of npm 7 and newer, and the older form that pnpm still writes. */
import { z } from 'zod';
import type { Severity } from './demand.ts';
import { shapedJson } from './json-value.ts';

export interface Vulnerability {
  readonly name: string;
  readonly severity: Severity | 'info';
  readonly title: string;
  /** Versions that are affected. */
  readonly range: string;
  readonly url?: string;
}

const text = z.string().catch('');
const severity = z.enum(['info', 'low', 'moderate', 'high', 'critical']).catch('critical');
const via = z.union([z.string(), z.object({ title: text, url: text, range: text })]);
const modern = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ name: text, severity, range: text, via: z.array(via).catch([]) }),
  ),
  metadata: z.object({}),
});
const older = z.object({
  advisories: z.record(
    z.string(),
    z.object({
      module_name: text,
      severity,
      title: text,
      vulnerable_versions: text,
      url: text,
    }),
  ),
});

/** @returns undefined when the text is no audit, such as the answer of a registry that cannot be reached. */
export function readAudit(report: string): readonly Vulnerability[] | undefined {
  const found = shapedJson(report, modern);
  if (found !== undefined) return Object.values(found.vulnerabilities).map(fromModern);
  const old = shapedJson(report, older);
  if (old === undefined) return undefined;
  return Object.values(old.advisories).map((one) => ({
    name: one.module_name,
    severity: one.severity,
    title: one.title,
    range: one.vulnerable_versions,
    url: one.url,
  }));
}

function fromModern(one: z.infer<typeof modern>['vulnerabilities'][string]): Vulnerability {
  const [first] = one.via;
  const common = { name: one.name, severity: one.severity, range: one.range };
  if (first === undefined || typeof first === 'string') {
    return { ...common, title: `depends on ${first ?? 'something'} that is vulnerable` };
  }
  return { ...common, title: first.title, ...(first.url === '' ? {} : { url: first.url }) };
}
