/** Whether a task promises behaviour, which tests then have to show. */
import type { TaskSpec } from '@atms/contracts';
import { isDocument, isTestFile } from './test-files.ts';

/**
 * `behaviour`: without a test that fails without the change the task is not done. `none`: by its kind it promises none.
 * `unsaid`: nothing tells; what the tests show is reported and not demanded.
 */
export type Promised = 'behaviour' | 'none' | 'unsaid';

const behaviour = /^(feature|bug_?fix|bug|fix|hotfix|defect|enhancement|functionality)$/;
const none =
  /^(refactor(ing)?|docs?|documentation|chores?|style|format(ting)?|tooling|config(uration)?|ci|build|infra(structure)?|deps|dependencies|tests?|testing|qa|clean_?up|maintenance|release|research|design|planning|review|removal|remove|deletion|delete)$/;

/**
 * The category decides, where it is one of these words. Otherwise acceptance criteria are a promise, unless the task may
 * write only tests or only documents: those have nothing to be tested against.
 */
export function promiseOf(spec: TaskSpec): Promised {
  const category = categoryOf(spec);
  if (behaviour.test(category)) return 'behaviour';
  if (none.test(category)) return 'none';
  if (spec.paths.length > 0 && spec.paths.every(isTestOrDocument)) return 'none';
  return spec.acceptance.length > 0 ? 'behaviour' : 'unsaid';
}

/** `Bug Fix` and `bug-fix` are one. */
export function categoryOf({ category = '' }: TaskSpec): string {
  return category
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** A declared path may be a glob, or a folder: what it stands for is judged by a file in it. */
function isTestOrDocument(path: string): boolean {
  const example = path.replaceAll('**', 'x').replaceAll('*', 'x').replace(/\/$/, '/x');
  return isTestFile(example) || isDocument(example);
}

/** Whether it is the task's own business to change how things are checked: its category says so, and no path does. */
export function isForTools(spec: TaskSpec): boolean {
  return /^(tooling|config(uration)?)$/.test(categoryOf(spec));
}

/** Whether what tests ask for is the task's own business. */
export function isForTests(spec: TaskSpec): boolean {
  return /^(tests?|testing|qa)$/.test(categoryOf(spec));
}

/** Whether tests may go with what they test. Words of a task say nothing: what can be deleted may also be what is built. */
export function asksForRemoval(spec: TaskSpec): boolean {
  return /^(removal|remove|deletion|delete)$/.test(categoryOf(spec));
}
