/** A file system of its own for a folder, small enough to be filled. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  /** What lies in it is gone then. Lazily: a process of the run that is about to end may stand in it still. */
  remove(): void;
}

/** What is in the folder stays in it. @param megabytes of memory at most */
export function putOnSmallDisk(folder: string, megabytes: number): SmallDisk {
  const aside = mkdtempSync(join(tmpdir(), 'atms-aside-'));
  mkdirSync(folder, { recursive: true });
  cpSync(folder, aside, { recursive: true, verbatimSymlinks: true });
  try {
    mount(folder, megabytes);
    cpSync(aside, folder, { recursive: true, verbatimSymlinks: true });
  } finally {
    rmSync(aside, { recursive: true });
  }
  return { remove: () => execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' }) };
}

/** @returns why no such disk can be made here; undefined when it can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'atms-disk-'));
  try {
    mount(folder, 1);
    execFileSync('umount', [folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `a tmpfs has to be mounted, which takes root on Linux: ${String(error)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mount(folder: string, megabytes: number): void {
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder];
  execFileSync('mount', options, { stdio: 'pipe' });
}
