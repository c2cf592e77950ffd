import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import type { InitFlags } from '../commands/init.ts';
import type { ParseFlags } from '../commands/parse.ts';
import type { SchemaName } from '../commands/schema.ts';
import { wholeNumber, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

/** What is done with plans before they are carried out. */
export function addPlanning(program: Command, acting: Acting): void {
  addInit(program, acting);
  addParse(program, acting);
  addSchema(program, acting);
}

/** A list as an argument may begin with a dash: the blank before it says that it is no option. */
export function withLists(argv: readonly string[]): readonly string[] {
  return argv.map((word) => (/^[-*+]\s/.test(word) ? ` ${word}` : word));
}

function addInit(program: Command, acting: Acting): void {
  const init = program
    .command('init')
    .description('write a plan to begin with and a configuration, with schemas for editors')
    .option('--force', 'write them also over files that are there');
  withExamples(init, [['atms init', 'writes plan.yaml and atms.config.yaml']]).action(
    (flags: InitFlags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/init.ts')).init(context, flags),
      ),
  );
}

function addParse(program: Command, acting: Acting): void {
  const parse = program
    .command('parse')
    .description('show how a plan is understood: tasks, graph, critical path and forecast')
    .argument('<plan>', 'a file in YAML, JSON or Markdown, - for standard input, or a list as text')
    .option('--agents <n>', 'the forecast for this number of agents alone', wholeNumber)
    .addOption(new Option('--dot', 'the graph for Graphviz').conflicts('mermaid'))
    .option('--mermaid', 'the graph as a Mermaid flowchart');
  withExamples(parse, [
    ['atms parse plan.yaml', ''],
    ["atms parse '1. Design the schema 2. Build the API'", 'a list as text'],
    ['atms parse plan.md --json', 'for programs'],
    ['atms parse plan.yaml --dot | dot -Tsvg > plan.svg', 'a picture'],
  ]).action((plan: string, flags: ParseFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/parse.ts')).parse(context, plan, flags),
    ),
  );
}

function addSchema(program: Command, acting: Acting): void {
  const schema = program.command('schema').description('JSON Schemas for editors');
  const exporting = schema
    .command('export')
    .description('print a schema, or write them into a folder')
    .addArgument(new Argument('[name]', 'which one (default: all)').choices(['plan', 'config']))
    .option('--out <dir>', 'write files into this folder');
  withExamples(schema, [['atms schema export plan', 'prints the schema of plans']]);
  withExamples(exporting, [
    ['atms schema export plan', 'prints the schema of plans'],
    ['atms schema export --out schemas', 'writes plan.schema.json and config.schema.json'],
  ]).action((name: SchemaName | undefined, flags: { out?: string }, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/schema.ts')).exportSchemas(context, name, flags),
    ),
  );
}
