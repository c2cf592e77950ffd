/** Faults against what a bare clone relies on: the installation and the start from source. */
import { failing, type PlantedFault } from './planted-fault.ts';

export const startFaults: readonly PlantedFault[] = [
  {
    name: "the user's compiler settings applied to our imports",
    file: 'scripts/start.mjs',
    change: { replace: ', tsconfig: false', by: '' },
    check: 'scripts/start.int.spec.ts',
    expects: failing("takes its own packages and not the user's files of the same name"),
  },
  {
    name: 'an installer started by each of several starts',
    file: 'scripts/install.mjs',
    change: { replace: 'if (await isInstalled(root)) return false;\n  say(', by: 'say(' },
    check: 'scripts/install.int.spec.ts',
    expects: failing('is done once when several start together'),
  },
  {
    name: 'a lock taken from an installer that still runs',
    file: 'scripts/install-lock.mjs',
    change: { replace: '!owner.pids.some(isRunning)', by: '!owner.pids.every(isRunning)' },
    check: 'scripts/install-lock.int.spec.ts',
    expects: failing('is not taken from an installer that outlives the one who started it'),
  },
  {
    name: 'a git hook that leads the tests into its own repository',
    file: 'scripts/environment.mjs',
    change: { replace: '!gitOwn.test(name) && ', by: '' },
    check: 'scripts/environment.spec.ts',
    expects: failing('drops the repository that a git hook works on'),
  },
];
