const ALLOWED_NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'npm_config_registry',
  'npm_config_cache',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
]);
const ALLOWED_PREFIXES = ['LC_', 'XDG_', 'NPM_CONFIG_'];

// A prefix lets through names that nobody has seen, NPM_CONFIG__AUTH among them.
const SECRET = /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|_KEY$|APIKEY|_AUTH/i;
// What was set for our own process by Node's user or by npm, and would change how another program starts.
const NEVER = /^(NODE_OPTIONS|NPM_CONFIG_NODE_OPTIONS|INIT_CWD|npm_lifecycle_.*|npm_package_.*)$/i;

/**
 * The environment of an agent or a gate: from ours only what a command needs to find its programs, folders, language,
 * network and package registry. Never a secret, unless its exact name is in `allow`. `extra` is taken as it is and wins.
 */
export function allowedEnvironment(
  source: NodeJS.ProcessEnv,
  extra: Readonly<Record<string, string>>,
  allow: readonly string[] = [],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && isAllowed(name, allow)) environment[name] = value;
  }
  if (environment['PATH'] !== undefined && isRunByNpm(source))
    environment['PATH'] = withoutNpmFolders(environment['PATH']);
  return { ...environment, TERM: 'dumb', ...extra };
}

function isAllowed(name: string, allow: readonly string[]): boolean {
  if (NEVER.test(name)) return false;
  if (allow.includes(name)) return true;
  if (SECRET.test(name)) return false;
  return ALLOWED_NAMES.has(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function isRunByNpm(source: NodeJS.ProcessEnv): boolean {
  return source['npm_lifecycle_event'] !== undefined || source['npm_execpath'] !== undefined;
}

/** `npm start` puts our own tools first in PATH; the command of a task would find our compiler instead of its own. */
function withoutNpmFolders(path: string): string {
  return path
    .split(':')
    .filter((folder) => !/\/(node_modules\/\.bin|node-gyp-bin)\/?$/.test(folder))
    .join(':');
}
