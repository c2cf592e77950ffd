import { Option } from 'commander';
import type { Command } from 'commander';
import type { ReportRequest } from '../commands/workflow-report.ts';
import { addExamples, countFrom0, reasonOption, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const reportFormats = ['markdown', 'json', 'html'] satisfies readonly ReportRequest['format'][];

const ref = 'its id, the beginning of it, or its name (default: the newest)';

export function addWorkflow(program: Command, acting: Acting): void {
  const workflow = program.command('workflow').description('look at workflows and steer them');
  withExamples(workflow, [
    ['atms workflow show', 'the tasks of the newest'],
    ['atms workflow watch', 'one line per step, until it ends'],
    ['atms workflow report', 'what was done, as Markdown'],
    ['atms workflow pause', 'start nothing more for now'],
  ]);
  addList(workflow, acting);
  addShow(workflow, acting);
  addWatch(workflow, acting);
  addReport(workflow, acting);
  addApprove(workflow, acting);
  for (const change of changes) addChange(workflow, acting, change);
}

function addList(workflow: Command, acting: Acting): void {
  const list = workflow
    .command('list')
    .description('the unfinished ones and the newest of the others')
    .option('--all', 'every one that there was');
  addExamples(list, ['atms workflow list', 'atms workflow list --all --json']).action(
    ({ all }: { all?: true }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).listWorkflows(context, all === true),
      ),
  );
}

function addShow(workflow: Command, acting: Acting): void {
  const show = workflow
    .command('show')
    .description('its tasks, and why each is where it is')
    .argument('[ref]', ref);
  addExamples(show, ['atms workflow show', 'atms workflow show 01KQ']).action(
    (of: string | undefined, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).showWorkflow(context, of),
      ),
  );
}

function addWatch(workflow: Command, acting: Acting): void {
  const watch = workflow
    .command('watch')
    .description('one line per step until it ends; exit code 0, 1 or 4 by its end')
    .argument('[ref]', ref)
    .option('-n, --lines <n>', 'how many of the events so far come first', countFrom0, 20);
  addExamples(watch, ['atms workflow watch', 'atms workflow watch --json | jq .sentence']).action(
    (of: string | undefined, { lines }: { lines: number }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow-watch.ts')).watchWorkflow(context, { ref: of, lines }),
      ),
  );
}

function addReport(workflow: Command, acting: Acting): void {
  const report = workflow
    .command('report')
    .description('what was done, by whom, how it was proven, how it reaches main')
    .argument('[ref]', ref)
    .addOption(new Option('--format <format>', 'of the report').choices(reportFormats))
    .option('--out <file>', 'write it there');
  addExamples(report, [
    'atms workflow report',
    'atms workflow report --format html --out report.html',
  ]).action((of: string | undefined, flags: Omit<ReportRequest, 'ref'>, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/workflow-report.ts')).showReport(context, { ...flags, ref: of }),
    ),
  );
}

function addApprove(workflow: Command, acting: Acting): void {
  const approve = workflow
    .command('approve')
    .description('say yes to its plan')
    .argument('[ref]', ref);
  addExamples(approve, ['atms workflow approve']).action(
    (of: string | undefined, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).approveWorkflow(context, of),
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
  const command = workflow
    .command(change)
    .description(description)
    .argument('[ref]', ref)
    .addOption(reasonOption());
  addExamples(command, [`atms workflow ${change}`]).action(
    (of: string | undefined, { reason }: { reason: string }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/workflow.ts')).changeWorkflow(context, change, {
          ref: of,
          reason,
        }),
      ),
  );
}
