/** (d): what one decision of a line costs with much queued: an end that makes the next task ready, and an arrival. */
import type { Priority } from '@atms/contracts';
import {
  createLineDecider,
  type LineIndex as Line,
  type QueueCommand as Command,
} from '../services/queue/src/index.ts';
import { type Figure, median, type Section, timed } from './figures.ts';

const decider = createLineDecider({ cap: 1 });
const decisions = 200;
const aim = 'under 1 ms at 100,000';

export async function measureDecisions(size: {
  readonly queued: readonly number[];
  readonly runs: number;
}): Promise<Section> {
  const figures: Figure[] = [];
  for (const queued of size.queued) {
    const times: number[] = [];
    for (let run = 0; run < size.runs; run++) times.push(await runOnce(queued));
    figures.push({ name: `with ${queued} queued`, value: median(times), unit: 'ms', aim });
  }
  return { key: 'd', title: 'one decision of a line, folded into its state', figures };
}

/** @returns milliseconds of one decision: half of them ends, half arrivals. */
async function runOnce(queued: number): Promise<number> {
  let line = decider.initialState();
  for (let number = 0; number < queued; number++) line = decide(line, arrival(number));
  const ms = await timed(() => {
    for (let count = 0; count < decisions / 2; count++) {
      line = decide(line, endOfReady(line));
      line = decide(line, arrival(queued + count));
    }
  });
  return ms / decisions;
}

function decide(line: Line, command: Command): Line {
  const decision = decider.decide(command, line);
  if (decision.kind === 'rejected') throw new Error(decision.rejection.message);
  let folded = line;
  for (const event of decision.events) folded = decider.evolve(folded, event);
  return folded;
}

const pauses = { workflows: new Set<string>(), tasks: new Set<string>() };
const moment = { at: '2026-11-20T12:00:00.000Z', pauses };
const priorities: readonly Priority[] = ['critical', 'high', 'medium', 'low'];

function keyOf(number: number) {
  return { lineId: 'line', workflowId: 'workflow', taskId: `task-${number}`, attempt: 1 };
}

/** Some write the same paths, some have paths of their own, most declare none. */
function arrival(number: number): Command {
  const paths = number % 4 === 0 ? [`src/part-${number % 64}/**`] : [];
  const priority = priorities[number % priorities.length] ?? 'medium';
  const entry = { ...keyOf(number), dependencies: [], paths, priority, queuedAt: moment.at };
  return { type: 'Enqueue', entry, ...moment };
}

function endOfReady(line: Line): Command {
  const [taskId = ''] = line.ready;
  const number = Number(taskId.replace('task-', ''));
  return { type: 'Remove', key: keyOf(number), reason: 'completed', ...moment };
}
