/**
 * `npm run bench`: measures, prints, and never fails on a number. What is measured is told at once on standard error, so
 * that a run that is ended early has said something; the whole comes on standard output.
 */
import { parseArgs } from 'node:util';
import { runBenchmark, sectionKeys, usual } from './benchmark.ts';
import { asTable, sectionText } from './table.ts';

const usage = `npm run bench -- [--json] [--only a,b,...] [--full]

  --json   JSON instead of the table
  --only   some of the sections ${sectionKeys.join(', ')}
  --full   (g) also with 100,000 and 1,000,000 tasks in the log: takes long, and some GB of disk and memory
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: sectionKeys.join(',') },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
} else {
  const historyTasks = values.full
    ? [...usual.historyTasks, 100_000, 1_000_000]
    : usual.historyTasks;
  const benchmark = await runBenchmark(
    { ...usual, historyTasks },
    values.only.split(','),
    (section) => void process.stderr.write(`${sectionText(section)}\n`),
  );
  process.stdout.write(
    values.json ? `${JSON.stringify(benchmark, null, 2)}\n` : asTable(benchmark),
  );
}
