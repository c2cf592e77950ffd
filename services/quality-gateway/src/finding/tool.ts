import type { CommandGate, GateKind } from '../ports.ts';
import type { ReaderName } from '../reports/reading.ts';
import type { Project } from './project.ts';

/** A program that checks projects of one kind, with the command that ATMS itself gives it. */
export interface Tool {
  readonly gate: string;
  readonly kind: GateKind;
  readonly command: string;
  readonly probe: string;
  readonly install: string;
  readonly reader?: ReaderName;
  /** Why this project is taken to want it; undefined where nothing says so. */
  readonly why: (project: Project) => string | undefined;
}

/** A tool that was found is skipped where it is not installed; one that a plan names is an error there. */
export function toolGate(
  tool: Tool,
  because: { readonly why: string; readonly ifMissing: 'skipped' | 'error' },
): CommandGate {
  const { gate, kind, command, probe, install, reader } = tool;
  return {
    gate,
    command,
    kind,
    why: because.why,
    ...(reader === undefined ? {} : { reader }),
    needs: { probe, install, ifMissing: because.ifMissing },
  };
}

/** Gates of the tools that the project asks for. */
export function declaredGates(project: Project, tools: readonly Tool[]): readonly CommandGate[] {
  return tools.flatMap((tool) => {
    const why = tool.why(project);
    return why === undefined ? [] : [toolGate(tool, { why, ifMissing: 'skipped' })];
  });
}
