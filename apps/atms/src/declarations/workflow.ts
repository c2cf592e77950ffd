import type { Command } from 'commander';
import { reasonOption, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const ref = 'its id, the beginning of it, or its name (default: the newest)';

export function addWorkflow(program: Command, acting: Acting): void {
  const workflow = program.command('workflow').description('look at workflows and steer them');
  withExamples(workflow, [
    ['atms workflow show', 'the tasks of the newest'],
    ['atms workflow report', 'what was done, as Markdown'],
    ['atms workflow pause', 'start nothing more for now'],
  ]);
  addShow(workflow, acting);
  addReport(workflow, acting);
  for (const change of changes) addChange(workflow, acting, change);
}

function addShow(workflow: Command, acting: Acting): void {
  workflow
    .command('show')
    .description('its tasks, and why each is where it is')
    .argument('[ref]', ref)
    .action((of: string | undefined, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).showWorkflow(context, of),
      ),
    );
}

function addReport(workflow: Command, acting: Acting): void {
  workflow
    .command('report')
    .description('what was done, by whom, how it was proven, how it reaches main')
    .argument('[ref]', ref)
    .action((of: string | undefined, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).showReport(context, of),
      ),
    );
}

const changes = [
  ['pause', 'start nothing more; what runs goes on'],
  ['resume', 'go on after a pause'],
  ['cancel', 'end it; what is merged stays'],
] as const;

function addChange(
  workflow: Command,
  acting: Acting,
  [change, description]: (typeof changes)[number],
): void {
  workflow
    .command(change)
    .description(description)
    .argument('[ref]', ref)
    .addOption(reasonOption())
    .action((of: string | undefined, { reason }: { reason: string }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).changeWorkflow(context, change, {
          ref: of,
          reason,
        }),
      ),
    );
}
