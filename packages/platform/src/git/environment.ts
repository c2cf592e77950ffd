/** Who stands in a commit as author or committer. */
export interface GitIdentity {
  readonly name: string;
  readonly email: string;
}

/**
 * The committer of everything that ATMS itself writes: the user may have no identity, or one that
 * must sign.
 */
export const atmsIdentity: GitIdentity = { name: 'ATMS', email: 'atms@atms.invalid' };

/**
 * Settings of the user that must not reach our own git calls, given as `-c` because that outranks
 * every file. What describes the content stays the user's: line endings, filters, ignore rules,
 * file modes.
 */
const ownSettings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'log.showSignature': 'false',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.splitIndex': 'false',
  // A change that only the cached file times could hide would be work lost.
  'core.ignoreStat': 'false',
  'core.trustctime': 'true',
  'core.safecrlf': 'false',
  // A ref that another process has locked is waited for, as long as this many milliseconds.
  'core.filesRefLockTimeout': '2000',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'advice.addEmbeddedRepo': 'false',
  'i18n.commitEncoding': 'utf-8',
  // Newer gits would write an extension into the user's configuration.
  'worktree.useRelativePaths': 'false',
};

/**
 * Variables of the caller that git may see: where things are and how to reach a remote, never which
 * repository.
 */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/** The `-c name=value` arguments that every git call of ours begins with. */
export function ownSettingArguments(): readonly string[] {
  return Object.entries(ownSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * Our worktrees are full ones, also where the user's own checkout is sparse; these go before the
 * subcommand.
 */
export const fullCheckout = ['-c', 'core.sparseCheckout=false', '-c', 'index.sparse=false'];

/** The whole environment of a git call of ours, from the environment of the caller. */
export function ownGitEnvironment(caller: NodeJS.ProcessEnv): Record<string, string> {
  return {
    ...pick(caller, passedOn),
    ...identityVariables(atmsIdentity),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // Reading the state of the user's checkout must not rewrite the user's index.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    // `refs/replace` would show another tree than the one that the commit names.
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/**
 * Settings for a git that an agent starts: the user's hooks and signing stay out, and each ref that
 * moves is logged.
 */
const agentSettings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'tag.forceSignAnnotated': 'false',
  'core.fsmonitor': 'false',
  'core.splitIndex': 'false',
  'core.sparseCheckout': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  // The reflog is how a moved ref is traced to its attempt, so every ref needs one.
  'core.logAllRefUpdates': 'always',
  // `git checkout -b x origin/main` would write an upstream into the user's configuration.
  'branch.autoSetupMerge': 'false',
};

/**
 * Variables for the processes of an attempt: its identity, and settings that keep the user's hooks
 * and signing out of its way. The e-mail must be the attempt's own, because it is by the committer
 * that a moved ref is recognised as the attempt's.
 */
export function attemptGitEnvironment(identity: GitIdentity): Record<string, string> {
  return {
    ...identityVariables(identity),
    ...settingVariables(agentSettings),
    GIT_TERMINAL_PROMPT: '0',
    // An editor or a pager would wait for a person who is not there.
    GIT_EDITOR: 'true',
    GIT_PAGER: 'cat',
    // Hook managers write hooks and `core.hooksPath` into the user's repository when packages are
    // installed.
    HUSKY: '0',
    LEFTHOOK: '0',
    SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1',
  };
}

/** GIT_AUTHOR_* and GIT_COMMITTER_* of one identity. */
function identityVariables(identity: GitIdentity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
  };
}

function settingVariables(settings: Readonly<Record<string, string>>): Record<string, string> {
  const variables: Record<string, string> = {};
  Object.entries(settings).forEach(([name, value], at) => {
    variables[`GIT_CONFIG_KEY_${at}`] = name;
    variables[`GIT_CONFIG_VALUE_${at}`] = value;
  });
  return { GIT_CONFIG_COUNT: String(Object.keys(settings).length), ...variables };
}

function pick(from: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
