import { Argument } from 'commander';
import type { Command } from 'commander';
import type { DoctorFlags } from '../commands/doctor.ts';
import { shells } from '../completion/scripts.ts';
import type { Shell } from '../completion/scripts.ts';
import { addExamples, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

/** What is looked at once, when ATMS is set up. */
export function addSettingUp(program: Command, acting: Acting): void {
  addDoctor(program, acting);
  addConfig(program, acting);
  addCompletion(program, acting);
}

function addDoctor(program: Command, acting: Acting): void {
  const doctor = program
    .command('doctor')
    .description('check that everything that a run needs is there')
    .option('--repair', 'save what can be read of a damaged log, in a new one');
  withExamples(doctor, [
    ['atms doctor', 'changes nothing'],
    ['atms doctor --repair', 'keeps a damaged log beside the new one'],
  ]).action((flags: DoctorFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/doctor.ts')).doctor(context, flags),
    ),
  );
}

function addConfig(program: Command, acting: Acting): void {
  const config = program.command('config').description('the configuration and where it is from');
  withExamples(config, [
    ['atms config show', 'every value: default, file and line, or variable'],
    ['atms config validate', 'ends with 78 when something does not fit'],
  ]);
  const show = config.command('show').description('every value, and where it came from');
  addExamples(show, ['atms config show', 'atms config show --json']).action(
    (_flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/config.ts')).showConfig(context),
      ),
  );
  const validate = config
    .command('validate')
    .description('whether a file fits, together with the environment')
    .argument('[file]', 'default: atms.config.yaml of the repository');
  addExamples(validate, ['atms config validate', 'atms config validate other.yaml']).action(
    (file: string | undefined, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/config.ts')).validateConfig(context, file),
      ),
  );
}

function addCompletion(program: Command, acting: Acting): void {
  const completion = program
    .command('completion')
    .description('a script that lets the shell complete commands, options and ids')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells));
  withExamples(completion, [
    ['source <(atms completion bash)', 'in ~/.bashrc'],
    ['source <(atms completion zsh)', 'in ~/.zshrc, after compinit'],
    ['atms completion fish | source', 'in ~/.config/fish/config.fish'],
  ]).action((shell: Shell, _flags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/completion.ts')).completion(context, shell, program),
    ),
  );
  program
    .command('__complete', { hidden: true })
    .argument('<kind>')
    .action((kind: string, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/completion.ts')).completeReference(context, kind),
      ),
    );
}
