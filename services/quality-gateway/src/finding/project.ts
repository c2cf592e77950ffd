/** What detectors look at: the files of one commit, or of a folder. Nothing in here reads a disk. */
export interface Project {
  /** Every file, relative to the top, with `/`. */
  readonly files: ReadonlySet<string>;
  /** The text of a file that `isTelling` names; undefined when it is not there. */
  text(path: string): string | undefined;
}

export function projectOf(
  files: Iterable<string>,
  texts: Readonly<Record<string, string>>,
): Project {
  return {
    files: new Set(files),
    text: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
  };
}

/** Files whose text says which checks there are. */
const telling: ReadonlySet<string> = new Set([
  'package.json',
  'tsconfig.json',
  'pyproject.toml',
  'setup.cfg',
  'tox.ini',
  'Pipfile',
  'Cargo.toml',
  'go.mod',
  'GNUmakefile',
  'makefile',
  'Makefile',
  'pnpm-workspace.yaml',
]);
const requirements = /^(requirements[^/]*|dev-requirements|test-requirements)\.(txt|in)$/;
const requirementsFolder = /^requirements\/[^/]+\.(txt|in)$/;
/** Their imports tell what runs the tests. */
export const nodeTest =
  /(^|\/)(tests?|__tests__)\/[^/]*\.[cm]?js$|(^|\/|[._-])(test|spec)\.[cm]?js$/;
export const pythonTest = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;
const workspaceManifest = /^[^/]+(\/[^/]+)?\/package\.json$/;
const foreign = /(^|\/)(node_modules|vendor|\.venv|venv|dist|fixtures)\//;

/** How many files of one sort are read: one is enough to tell, and a repository may have thousands. */
const perSort = 20;

/** The files, out of all of a commit, whose text a detector may ask for. */
export function tellingFiles(files: Iterable<string>): readonly string[] {
  const own = [...files].filter((file) => !foreign.test(file));
  const some = (pattern: RegExp) => own.filter((file) => pattern.test(file)).slice(0, perSort);
  return [
    ...own.filter((file) => telling.has(file)),
    ...some(requirements),
    ...some(requirementsFolder),
    ...some(nodeTest),
    ...some(pythonTest),
    ...some(workspaceManifest),
  ];
}

/** Those files of a project that a pattern names, in order, without what others wrote. */
export function ownFiles(project: Project, pattern: RegExp): readonly string[] {
  return [...project.files].filter((file) => pattern.test(file) && !foreign.test(file)).toSorted();
}

export function firstOf(project: Project, names: readonly string[]): string | undefined {
  return names.find((name) => project.files.has(name));
}
