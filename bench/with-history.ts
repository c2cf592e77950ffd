/** (f) and (g): how long a start takes, and what a task costs, when the log already holds much. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, median, type Section, timed } from './figures.ts';
import { writeHistory } from './history.ts';
import { openSixServices } from './six-services.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { tasksPerWorkflow, tenTaskAgents } from './ten-task-workflow.ts';
import { type InFlightSize, measureOn } from './workflows-in-flight.ts';

/** What a workflow of ten tasks leaves in the log, about. */
const eventsPerWorkflow = 104;

/** (f): from nothing open to all six services ready. */
export async function measureStart(size: {
  readonly events: readonly number[];
  readonly runs: number;
}): Promise<Section> {
  const figures: Figure[] = [];
  for (const events of size.events) {
    figures.push(...(await inTemporaryFolder((folder) => startFigures(folder, events, size.runs))));
  }
  return { key: 'f', title: 'start to ready, within a running Node', figures };
}

async function startFigures(
  folder: string,
  events: number,
  runs: number,
): Promise<readonly Figure[]> {
  const dataDirectory = join(folder, '.atms');
  if (events > 0) await writeHistory(dataDirectory, Math.ceil(events / eventsPerWorkflow));
  const anew: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < runs; run++) {
    await rm(join(dataDirectory, 'read.db'), { force: true });
    anew.push(await timedStart(dataDirectory));
    again.push(await timedStart(dataDirectory));
  }
  const held = events === 0 ? 'an empty log' : `${events} events`;
  return [
    { name: `with ${held}`, value: median(again), unit: 'ms' },
    { name: `with ${held}, read models built anew`, value: median(anew), unit: 'ms' },
  ];
}

async function timedStart(dataDirectory: string): Promise<number> {
  let close = async () => {};
  const ms = await timed(async () => {
    ({ close } = await openSixServices({ dataDirectory, agentKinds: tenTaskAgents }));
  });
  await close();
  return ms;
}

/** (g): the same as (a) with so many tasks in the log. */
export async function measureWithHistory(
  size: InFlightSize & { readonly tasks: readonly number[] },
): Promise<Section> {
  const figures: Figure[] = [];
  for (const tasks of size.tasks) {
    const found = await inTemporaryFolder(async (folder) => {
      const dataDirectory = join(folder, '.atms');
      await writeHistory(dataDirectory, Math.ceil(tasks / tasksPerWorkflow));
      return measureOn(dataDirectory, size);
    });
    const wanted = found.filter(
      ({ name }) => ['tasks', 'events'].includes(name) || /p\d|processor/.test(name),
    );
    figures.push(
      ...wanted.map(({ name, value, unit }) => ({
        name: `after ${tasks} tasks: ${name}`,
        value,
        unit,
        ...(name === 'tasks' ? { aim: 'as from an empty log' } : {}),
      })),
    );
  }
  return { key: 'g', title: 'the same as (a) with tasks already in the log', figures };
}
