import type { Checks } from '@atms/contracts';
import { z } from 'zod';
import type { CommandGate } from '../ports.ts';

/** npm scripts that are taken as checks when a plan names none. */
const wellKnown = ['test', 'lint', 'typecheck', 'build'] as const;
/** What `npm init` writes as the test of a project that has none. */
const noTest = /no test specified/;

const manifest = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** The gates that `checks` comes to in a commit whose package.json has this text. */
export function findGates(checks: Checks, packageJson: string | undefined): readonly CommandGate[] {
  if (checks === 'none') return [];
  const scripts = scriptsOf(packageJson);
  if (checks === 'found') {
    return packageJson === undefined ? [] : wellKnown.map((name) => found(name, scripts[name]));
  }
  return checks.map((check) => {
    if (typeof check !== 'string') return { gate: check.name, command: check.run };
    if (scripts[check] !== undefined) {
      return { gate: check, command: `npm run --silent ${check}` };
    }
    const reason = `package.json has no script '${check}'; add it, or name the check with a command`;
    return { gate: check, missing: { status: 'error', reason } };
  });
}

/** A well-known script that is not there is skipped, not left out: a reader sees what was not checked. */
function found(gate: string, script: string | undefined): CommandGate {
  if (script !== undefined && !noTest.test(script)) {
    return { gate, command: `npm run --silent ${gate}` };
  }
  const reason =
    script === undefined
      ? `package.json has no script '${gate}'`
      : `the script '${gate}' of package.json says that there is none`;
  return { gate, missing: { status: 'skipped', reason } };
}

function scriptsOf(packageJson: string | undefined): Readonly<Record<string, string>> {
  if (packageJson === undefined) return {};
  try {
    const result = manifest.safeParse(JSON.parse(packageJson));
    return result.success ? result.data.scripts : {};
  } catch {
    return {};
  }
}
