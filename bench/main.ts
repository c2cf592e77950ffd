/** `npm run bench`: measures, prints, and never fails on a number. */
import { parseArgs } from 'node:util';
import { runBenchmark, sectionKeys, usual } from './benchmark.ts';
import { asTable } from './table.ts';

const usage = `npm run bench -- [--json] [--only a,b,...] [--full]

  --json   JSON instead of the table
  --only   some of the sections ${sectionKeys.join(', ')}
  --full   (g) also with 1,000,000 tasks in the log: takes long, some GB of disk and memory
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
  const historyTasks = values.full ? [...usual.historyTasks, 1_000_000] : usual.historyTasks;
  const benchmark = await runBenchmark(
    { ...usual, historyTasks },
    values.only.split(','),
    (key) => void process.stderr.write(`measuring (${key}) ...\n`),
  );
  process.stdout.write(
    values.json ? `${JSON.stringify(benchmark, null, 2)}\n` : asTable(benchmark),
  );
}
