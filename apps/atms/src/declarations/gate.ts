import type { Command } from 'commander';
import type { GateFlags } from '../commands/gate.ts';
import { withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addGate(program: Command, acting: Acting): void {
  const gate = program.command('gate').description('the checks that work has to pass');
  withExamples(gate, [
    ['atms gate list', 'which there are, and why'],
    ['atms gate run', 'all of them, in a fresh checkout of HEAD'],
    ['atms gate run test lint --working-tree', 'these two, in the folder as it lies there'],
  ]);
  withFlags(gate.command('list'))
    .description('which gates would run, why each is there, and what it lacks')
    .action((flags: GateFlags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/gate.ts')).listGates(context, flags),
      ),
    );
  withFlags(gate.command('run'))
    .description('run gates and say what they found; needs no workflow')
    .argument('[name...]', 'gates, scripts or tools (default: all that are found)')
    .action((names: readonly string[], flags: GateFlags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/gate.ts')).runGates(context, names, flags),
      ),
    );
}

function withFlags(command: Command): Command {
  return command
    .option('--task <ref>', 'the checks of this task: its id in the plan of the newest workflow')
    .option(
      '--working-tree',
      'in the folder as it lies there, changes and all, in place of a fresh checkout of HEAD',
    );
}
