// The environment of the programs that these scripts start: the caller's, without what would change their meaning.

/** Settings of npm and pnpm that say how to reach the registry. All others belong to the call that we were started by. */
const network = new RegExp(
  '^p?npm_config_(.*registry|.*proxy|cafile|ca|cert|key|strict_ssl|userconfig|globalconfig|cache|store_dir|.*offline|fetch_.*|.*auth.*|//.*)$',
  'i',
);

/** What npm tells its scripts: workspace, package, call, omit ... A nested npx or pnpm would take these as its own flags. */
const npmOwn = /^(p?npm_|INIT_CWD$)/i;

/** Set inside git hooks. A git that inherits these works on the caller's repository whatever folder it is started in. */
const gitOwn =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|CONFIG.*)$/;

/** Would leave out the development dependencies, tsx among them; the tests set it themselves. */
const nodeOwn = /^NODE_ENV$/;

/** Options of Node that load code or wait for a debugger: relative paths mean the caller's folder, and a debugger waits. */
const loading = /^(--require|-r|--import|--loader|--experimental-loader|--inspect.*)$/;

/**
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(environment = process.env) {
  const kept = Object.entries(environment).filter(([name]) => keeps(name));
  const options = nodeOptions(environment.NODE_OPTIONS ?? '');
  return { ...Object.fromEntries(kept), ...(options === '' ? {} : { NODE_OPTIONS: options }) };
}

/** @param {string} name */
function keeps(name) {
  if (network.test(name)) return true;
  return !npmOwn.test(name) && !gitOwn.test(name) && !nodeOwn.test(name) && name !== 'NODE_OPTIONS';
}

/**
 * Keeps such as `--use-system-ca` and `--max-old-space-size`; drops what loads code.
 * @param {string} options
 */
function nodeOptions(options) {
  const words = options.match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return words.filter((word, at) => !loads(word) && !takesValue(words[at - 1])).join(' ');
}

/** @param {string} word */
function loads(word) {
  return loading.test(word.split('=', 1)[0] ?? '');
}

/** @param {string | undefined} before the word before: a loading option without `=` has its value in the next word */
function takesValue(before) {
  return (
    before !== undefined &&
    !before.includes('=') &&
    !before.startsWith('--inspect') &&
    loads(before)
  );
}
