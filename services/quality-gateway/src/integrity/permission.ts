/** How a person lets an attempt do what its integrity would refuse: by the task's category, or by its paths. */
import type { Finding, TaskSpec } from '@atms/contracts';
import { asksForRemoval, categoryOf, isForTests, isForTools } from './promise.ts';

type Way = 'tests' | 'removal' | 'packages' | 'tooling' | 'chore' | 'unchecked';

const ways: Readonly<Record<string, Way>> = {
  'expectation-changed': 'tests',
  'rewritten-snapshot': 'tests',
  unreadable: 'tooling',
  'deleted-test': 'removal',
  'removed-assertion': 'removal',
  'disabled-test': 'removal',
  'fewer-workspaces': 'packages',
  stub: 'chore',
  'cannot-fail': 'unchecked',
  'replaced-tool': 'unchecked',
};

function wayFor({ rule = '' }: Finding): Way {
  return ways[rule] ?? 'tooling';
}

const said: Readonly<Record<Way, string>> = {
  tests: "give the task the category 'tests', or name this very file in its paths",
  removal: "give the task the category 'removal'",
  packages: "give the task the category 'tooling' or 'removal'",
  tooling: "give the task the category 'tooling'",
  chore: "give the task the category 'chore'",
  unchecked: "let the task go unchecked with checks 'none'",
};

/** The finding with the way out at its end. An agent cannot go there: what a task asks for is not the agent's to say. */
export function withWayOut(finding: Finding): Finding {
  return { ...finding, message: `${finding.message} If it is meant: ${said[wayFor(finding)]}.` };
}

export function isPermitted(spec: TaskSpec, finding: Finding): boolean {
  switch (wayFor(finding)) {
    case 'tests':
      return isForTests(spec) || asksForRemoval(spec) || spec.paths.includes(finding.file ?? '');
    case 'removal':
      return asksForRemoval(spec);
    case 'packages':
      return isForTools(spec) || asksForRemoval(spec);
    case 'tooling':
      return isForTools(spec);
    default:
      // A chore promises nothing, so that nothing is looked for; and what goes unchecked is not looked at.
      return categoryOf(spec) === 'chore' && finding.rule === 'stub';
  }
}
