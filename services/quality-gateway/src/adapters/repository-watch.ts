/**
 * Notices what the commands of gates do to the user's repository itself: they run code that an agent wrote.
 *
 * 1. A ref is put back only when its reflog names this run; the user's own moves stay, and so do those of attempts.
 * 2. A hook or a configuration file that changed meanwhile refuses the run, is told, and is left as it is: who changed
 *    it cannot be known here, and it may have been the one who watches over attempts putting it back.
 * 3. What a fetch tells of another repository is nobody's damage.
 */
import type { Finding, GateResult } from '@atms/contracts';
import {
  type ChangedFile,
  findTampering,
  type Repository,
  takeSnapshot,
  type Tampering,
  undoTampering,
} from '@atms/platform/git';

interface GatesWatch {
  /** For the gates: by this committer a moved ref is recognised. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the gates did, as a result of its own; refs have been put back when this resolves. */
  end(): Promise<readonly GateResult[]>;
}

/** As attempts have it, so that whoever watches over them takes no move of gates for the user's. */
const domain = '@attempt.atms.invalid';

/** @param name of the run, unlike that of any other */
export async function watchRepository(
  repository: Repository,
  name: string,
  report: (message: string) => void,
): Promise<GatesWatch> {
  const email = `${name}.checks${domain}`.toLowerCase();
  const before = await takeSnapshot(repository);
  return {
    environment: {
      GIT_COMMITTER_NAME: 'ATMS checks',
      GIT_COMMITTER_EMAIL: email,
      // The reflog is how a moved ref is traced, so every ref needs one.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.logAllRefUpdates',
      GIT_CONFIG_VALUE_0: 'always',
    },
    async end() {
      const found = await findTampering({
        repository,
        before,
        isAttemptIdentity: (one) => one === email,
        isAnyAttempt: (one) => one.endsWith(domain),
        oursMoved: new Map(),
      });
      const notes = [...(await putBack(repository, found, name)), ...found.flatMap(noteOfFile)];
      for (const note of notes) report(`${name}: ${note}`);
      return notes.length === 0 ? [] : [refusal(notes)];
    },
  };
}

async function putBack(
  repository: Repository,
  found: readonly Tampering[],
  name: string,
): Promise<readonly string[]> {
  const tampering = found.filter(
    (one) => one.kind === 'ref' && one.byAttempt && !one.ref.startsWith('refs/remotes/'),
  );
  if (tampering.length === 0) return [];
  const label = name.replaceAll(/[^\w-]/g, '-');
  // Only files are kept in a folder.
  const undone = await undoTampering({ repository, tampering, undoneDir: '', label });
  return undone.map(({ note }) => note);
}

function noteOfFile(one: Tampering): readonly string[] {
  return one.kind === 'ref' ? [] : [saidOf(one)];
}

function saidOf({ kind, path }: ChangedFile): string {
  return `The ${kind} ${path} in the git folder changed while the checks ran, and was left as it is. If that was not you, look at it before you use git.`;
}

function refusal(notes: readonly string[]): GateResult {
  const gate = 'repository';
  const findings = notes.slice(0, 20).map((note): Finding => {
    const message = `The repository itself changed while the checks ran. ${note} Tests and scripts work only in their own checkout, or in repositories that they make for themselves.`;
    return { gate, message: message.slice(0, 4_000) };
  });
  return { gate, status: 'failed', durationMs: 0, findings };
}
