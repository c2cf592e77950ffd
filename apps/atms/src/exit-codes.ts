/** What a process tells its caller. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  waitsForPerson: 4,
  unavailable: 69,
  tryAgain: 75,
  configuration: 78,
  interrupted: 130,
} as const;

const exitCodeOf: Readonly<Record<string, number>> = {
  usage: exitCodes.usage,
  'bad-plan': exitCodes.usage,
  'plan-changed': exitCodes.usage,
  'no-agent-for-task': exitCodes.usage,
  'invalid-message': exitCodes.usage,
  'invalid-ref': exitCodes.usage,
  'ambiguous-reference': exitCodes.usage,
  'needs-terminal': exitCodes.usage,
  'not-found': exitCodes.notFound,
  'no-such-path': exitCodes.notFound,
  'folder-missing': exitCodes.notFound,
  'not-a-folder': exitCodes.notFound,
  'not-a-repository': exitCodes.notFound,
  'input-needed': exitCodes.waitsForPerson,
  unavailable: exitCodes.unavailable,
  'nobody-works': exitCodes.unavailable,
  'cannot-listen': exitCodes.unavailable,
  'git-missing': exitCodes.unavailable,
  'git-too-old': exitCodes.unavailable,
  'git-hangs': exitCodes.unavailable,
  'git-filter-failed': exitCodes.unavailable,
  'reader-too-old': exitCodes.unavailable,
  'newer-data-format': exitCodes.unavailable,
  'unusable-data-directory': exitCodes.unavailable,
  'unusable-database': exitCodes.unavailable,
  'log-failed': exitCodes.unavailable,
  'disk-full': exitCodes.tryAgain,
  'revision-conflict': exitCodes.tryAgain,
  'data-directory-held': exitCodes.tryAgain,
  'bad-configuration': exitCodes.configuration,
  'cache-not-writable': exitCodes.configuration,
  cancelled: exitCodes.interrupted,
};

/** By the fault's code; the rejections that begin or end with "not found" are one kind. */
export function exitCodeFor(error: unknown): number {
  const code = codeOf(error);
  if (code.endsWith('-not-found')) return exitCodes.notFound;
  return exitCodeOf[code] ?? exitCodes.failed;
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
