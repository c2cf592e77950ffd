/** Gates in a folder as it lies there, for a person who asks for it. */
import { join } from 'node:path';
import type { Checks } from '@atms/contracts';
import { findGates } from '../finding/find-gates.ts';
import type { CommandGate, GateOutcome } from '../ports.ts';
import { projectIn } from './project-files.ts';
import { pythonPrograms } from './python-programs.ts';
import { type GateRunning, runGates, withoutTool } from './run-gate.ts';

export interface FolderGatesOptions extends GateRunning {
  readonly folder: string;
  /** For what the commands report; removed after each run. */
  readonly reportDir: string;
  readonly cookie: string;
}

export interface FolderGates {
  find(checks: Checks): Promise<readonly CommandGate[]>;
  /** What a gate needs and the folder and the machine do not have; undefined where it can run. */
  lacks(gate: CommandGate, signal: AbortSignal): Promise<string | undefined>;
  run(gates: readonly CommandGate[], signal: AbortSignal): Promise<readonly GateOutcome[]>;
}

export function createFolderGates(options: FolderGatesOptions): FolderGates {
  const { folder, reportDir, cookie } = options;
  const placeFor = async (signal: AbortSignal) => ({
    checkout: folder,
    programs: await pythonPrograms(folder),
    reportDir: join(reportDir, 'reports'),
    cookie,
    signal,
  });
  return {
    find: async (checks) => findGates(checks, await projectIn(folder)),
    lacks: async (gate, signal) =>
      (await withoutTool(options, gate, await placeFor(signal)))?.reason,
    run: async (gates, signal) => runGates(options, gates, await placeFor(signal)),
  };
}
