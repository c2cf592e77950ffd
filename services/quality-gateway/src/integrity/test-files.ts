/** Which files are tests, by the conventions of the languages. What stands in a folder of tests counts as one of them. */
const names: readonly RegExp[] = [
  /[._-](test|tests|spec|specs|e2e|cy)\.[cm]?[jt]sx?$/i,
  /^(test|tests|spec)\.[cm]?[jt]sx?$/i,
  /^test_[^/]*\.py$/,
  /_tests?\.(py|go|rs|rb|exs|dart|c|cc|cpp)$/,
  /_spec\.rb$/,
  /^conftest\.py$/,
  /(Tests?|Spec|IT)\.(java|kt|scala|cs|swift|groovy)$/,
  /\.(bats|feature)$/,
];
/** Scripts of a shell that stand beside what they test. */
const shellTests = /^t(?:\d+[-_][^/]*)?\.(?:sh|bash)$|(?:^|[._-])tests?\.(?:sh|bash)$/;
const folders = /(^|\/)(tests?|__tests__|__snapshots__|specs?|e2e|testdata|src\/(test|it))\//i;
const snapshots = /(^|\/)__snapshots__\/|\.snap$|\.snapshot$|\.approved\.[^/]+$/i;
/** Settings, in whichever folder they stand, are looked at as settings. */
const notTests = /(^|\/)(package\.json|tsconfig[^/]*\.json|[^/]*\.config\.[cm]?[jt]s)$/;

export function isTestFile(path: string): boolean {
  if (notTests.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return folders.test(path) || isShellTest(path) || names.some((pattern) => pattern.test(name));
}

/** A script of tests that is known by its name alone. */
export function isShellTest(path: string): boolean {
  return !folders.test(path) && shellTests.test(path.slice(path.lastIndexOf('/') + 1));
}

export function isSnapshot(path: string): boolean {
  return snapshots.test(path);
}

const documents =
  /(^|\/)(docs?|documentation)\/|\.(md|mdx|rst|adoc|txt)$|(^|\/)(LICENSE|NOTICE|AUTHORS)$/i;

export function isDocument(path: string): boolean {
  return documents.test(path);
}

const code =
  /\.([cm]?[jt]sx?|vue|svelte|py|go|rs|rb|java|kt|scala|cs|swift|php|exs?|c|cc|cpp|h|hpp|sh|lua|dart)$/;

export function isCode(path: string): boolean {
  return code.test(path);
}
