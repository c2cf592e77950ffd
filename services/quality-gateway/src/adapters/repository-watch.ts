/**
 * Notices what the commands of gates do to the user's repository itself: they run code that an agent wrote.
 *
 * 1. A ref is put back only when its reflog names this run; the user's own moves stay, and so do those of attempts.
 * 2. A changed hook refuses the run, and so does a configuration file that makes git run, show or merge something else
 *    than before. It is told and left as it is: who changed it cannot be known here, and it may have been the one who
 *    watches over attempts putting it back. What else a configuration says of branches, remotes and people is written
 *    by everyday work beside the gates, and is nobody's damage.
 * 3. What a fetch tells of another repository is nobody's damage.
 * 4. Repositories that tests make for themselves see nothing of this: only in the user's do gates have a committer of
 *    their own.
 */
import { rm, writeFile } from 'node:fs/promises';
import type { Finding, GateResult } from '@atms/contracts';
import {
  type ChangedFile,
  type FileState,
  findTampering,
  type Repository,
  takeSnapshot,
  type Tampering,
  undoTampering,
} from '@atms/platform/git';
import { decidingSettings } from './git-settings.ts';

interface GatesWatch {
  /** For the gates: by the committer that it leads git to, a moved ref is recognised. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the gates did, as a result of its own; refs have been put back when this resolves. */
  end(): Promise<readonly GateResult[]>;
}

/** As attempts have it, so that whoever watches over them takes no move of gates for the user's. */
const domain = '@attempt.atms.invalid';

interface Watched {
  readonly repository: Repository;
  /** Of the run, unlike that of any other. */
  readonly name: string;
  /** Where a file of settings for git may lie until the end. */
  readonly settingsFile: string;
  readonly report: (message: string) => void;
}

export async function watchRepository(watched: Watched): Promise<GatesWatch> {
  const { repository, name, settingsFile, report } = watched;
  const email = `${name}.checks${domain}`.toLowerCase();
  const before = await takeSnapshot(repository);
  await writeFile(settingsFile, settingsFor(email));
  return {
    environment: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `includeIf.gitdir:${repository.commonDir.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}/.path`,
      GIT_CONFIG_VALUE_0: settingsFile,
    },
    async end() {
      await rm(settingsFile, { force: true });
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

/** The committer outranks whom the repository's own configuration names; and every ref needs a reflog to be traced by. */
function settingsFor(email: string): string {
  return `[committer]
	name = ATMS checks
	email = ${email}
[core]
	logAllRefUpdates = always
`;
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
  return one.kind === 'ref' || isEveryday(one) ? [] : [saidOf(one)];
}

/** A configuration that decides nothing else than before. The files of `info` do nothing but decide. */
function isEveryday({ kind, path, before, now }: ChangedFile): boolean {
  if (kind !== 'config' || !/(^|\/)config(\.worktree)?$/.test(path)) return false;
  const [was, is] = [before, now].map(settingsIn);
  return was !== undefined && is !== undefined && was.join('\n') === is.join('\n');
}

/** @returns undefined where nobody can tell */
function settingsIn(state: FileState | undefined): readonly string[] | undefined {
  if (state === undefined) return [];
  const { kind, contentBase64 } = state;
  if (kind !== 'file' || contentBase64 === undefined) return undefined;
  return decidingSettings(Buffer.from(contentBase64, 'base64').toString('utf8'));
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
