/** Faults against what the platform promises of its API, of start and end, and of the repository of the user. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const http: readonly CodeFault[] = [
  {
    name: 'a token that nobody compares',
    file: 'http/guard.ts',
    replace: 'return bearerAuth({ token });',
    by: 'return bearerAuth({ verifyToken: (given) => given.length > 0 && token.length > 0 });',
    spec: 'http/http-server.int.spec.ts',
    test: 'lets nothing through with another token',
  },
  {
    name: 'a page that reaches us by a host name of its own',
    file: 'http/guard.ts',
    replace: 'if (!names.includes(host))',
    by: "if (host === '' && names.length > 0)",
    spec: 'http/http-server.int.spec.ts',
    test: 'refuses a request for the foreign host atms.example, token or not',
  },
  {
    name: 'a page of another origin',
    file: 'http/guard.ts',
    replace: 'if (origin === undefined || origin === `http://${host}`) return next();',
    by: "if (origin !== '' || origin === `http://${host}`) return next();",
    spec: 'http/http-server.int.spec.ts',
    test: 'refuses the page of the foreign origin https://atms.example',
  },
  {
    name: 'a body of any size',
    file: 'http/http-server.ts',
    replace: 'outer.use(onlyWithToken(token), limitedBody);',
    by: 'outer.use(onlyWithToken(token));',
    spec: 'http/http-server.int.spec.ts',
    test: 'refuses a body that is too large',
  },
  {
    name: "a command of the services' own that anybody may send",
    file: 'http/command-routes.ts',
    replace: 'openCommands.find((one) => one ===',
    by: "[...openCommands, 'AcceptAttempt' as const].find((one) => one ===",
    spec: 'http/command-routes.spec.ts',
    test: 'do not include AcceptAttempt, which is not for people',
  },
  {
    name: 'a command without a look at its payload',
    file: 'http/command-routes.ts',
    replace: '  if (!payload.success) return doesNotFit(context, name, payload.error.issues);\n',
    by: '',
    spec: 'http/command-routes.spec.ts',
    test: 'are refused with the path when a field is missing',
  },
  {
    name: 'an idempotency key that does not count',
    file: 'http/command-routes.ts',
    replace: '${key ?? options.ids.entity()}',
    by: '${options.ids.entity()}',
    spec: 'http/command-routes.spec.ts',
    test: 'are the same command for the same key, and another for another key or name',
  },
  {
    name: 'a token that everybody on the machine can read',
    file: 'http/server-file.ts',
    replace: '  await chmod(beside, 0o600);\n',
    by: '  await chmod(beside, 0o644);\n',
    spec: 'http/server-file.int.spec.ts',
    test: 'is read back as it was written, and by its owner alone',
  },
  {
    name: 'the address of a dead process that is believed',
    file: 'http/server-file.ts',
    replace: 'return body.success && body.data.pid === pid;',
    by: 'return body.success && pid > 0;',
    spec: 'http/server-file.int.spec.ts',
    test: 'is stale when the address answers as another process',
  },
];

const life: readonly CodeFault[] = [
  {
    name: 'a key of the configuration that nobody knows',
    file: 'config/settings.ts',
    replace: 'export const settings = z.strictObject({',
    by: 'export const settings = z.object({',
    spec: 'config/config.int.spec.ts',
    test: 'names the file, the key and what is allowed for `leese: { ttl: 5s }`',
  },
  {
    name: 'a variable of ours that nobody knows',
    file: 'config/environment-layer.ts',
    replace: "if (environment['ATMS_COOKIE'] === undefined)",
    by: "if (environment['ATMS_COOKIE'] !== undefined)",
    spec: 'config/config.int.spec.ts',
    test: 'refuses a variable that it does not know, and says which one may have been meant',
  },
  {
    name: 'a file that wins over the environment',
    file: 'config/load-config.ts',
    replace: `    ...(await fileLayer(fileOf(sources), sources.file !== undefined)),
    ...environmentLayers(sources.environment ?? {}, keyPathsOf(defaults.values)),`,
    by: `    ...environmentLayers(sources.environment ?? {}, keyPathsOf(defaults.values)),
    ...(await fileLayer(fileOf(sources), sources.file !== undefined)),`,
    spec: 'config/config.int.spec.ts',
    test: 'lets flags win over the environment, that over the file, that over the defaults',
  },
  {
    name: 'a second signal that nobody hears',
    file: 'lifecycle/shutdown.ts',
    replace:
      'if (controller.signal.aborted) return endAtOnce(`${signal} again: ends without draining`);',
    by: 'if (controller.signal.aborted) return;',
    spec: 'lifecycle/shutdown.spec.ts',
    test: 'ends at once on a second signal',
  },
  {
    name: 'a drain that may take for ever',
    file: 'lifecycle/shutdown.ts',
    replace: '      options.drainMs,\n    );\n',
    by: '      2 ** 30 + options.drainMs,\n    );\n',
    spec: 'lifecycle/shutdown.spec.ts',
    test: 'ends when draining takes longer than it may',
  },
  {
    name: 'a clock that stands still after it was set back',
    file: 'lifecycle/system-clock.ts',
    replace: 'if (next.wall < last.wall) ahead += last.wall + goneBy - next.wall;',
    by: 'if (next.wall < last.wall) ahead += 0;',
    spec: 'lifecycle/system-clock.int.spec.ts',
    test: 'goes on when the machine is set back, and follows when it is set forward',
  },
];

const git: readonly CodeFault[] = [
  {
    name: 'a branch swapped from whatever it is',
    file: 'git/refs.ts',
    replace: "'-m', swap.reason, swap.ref, swap.to, expected]",
    by: "'-m', swap.reason, swap.ref, swap.to]",
    spec: 'git/refs.int.spec.ts',
    test: 'does not move it from another value',
  },
  {
    name: "a commit of the user that is taken for an agent's",
    file: 'git/tampering.ts',
    replace: 'entry.value === now && search.isAttemptIdentity(entry.email)',
    by: 'entry.value === now',
    spec: 'git/tampering.int.spec.ts',
    test: 'is reported and left alone when committing to main',
  },
  {
    name: 'a hook of the user that our own commits run',
    file: 'git/environment.ts',
    replace:
      "const ownSettings: Readonly<Record<string, string>> = {\n  'core.hooksPath': '/dev/null',\n",
    by: 'const ownSettings: Readonly<Record<string, string>> = {\n',
    spec: 'git/user-setups.int.spec.ts',
    test: 'run none of its hooks',
  },
  {
    name: 'a signature that the user is asked for in a commit of an agent',
    file: 'git/environment.ts',
    replace:
      "  'commit.gpgSign': 'false',\n  'tag.gpgSign': 'false',\n  'tag.forceSignAnnotated': 'false',\n",
    by: '',
    spec: 'git/user-setups.int.spec.ts',
    test: 'meets neither hooks nor signing, and leaves configuration as it was',
  },
  {
    name: "what ATMS does in the user's name",
    file: 'git/environment.ts',
    replace: '    ...identityVariables(atmsIdentity),\n    LC_ALL',
    by: '    LC_ALL',
    spec: 'git/refs.int.spec.ts',
    test: 'makes it, moves it and says so in the reflog under our own name',
  },
  {
    name: 'work of an agent that is put back and not kept',
    file: 'git/undo.ts',
    replace: '  await setRef(request.repository, kept, object);\n',
    by: '',
    spec: 'git/tampering.int.spec.ts',
    test: 'is undone, and its commit is kept',
  },
  {
    name: 'hooks of the user that preparing a worktree switches over',
    file: 'workspace/keep-hooks-path.ts',
    replace: ".join('\\0') !== before.join('\\0')",
    by: ".join('\\0') === before.join('\\0')",
    spec: 'workspace/keep-hooks-path.int.spec.ts',
    test: 'are not switched on by a script that sets their path',
  },
];

export const platformFaults = faultsIn('packages/platform/src', [...http, ...life, ...git]);
