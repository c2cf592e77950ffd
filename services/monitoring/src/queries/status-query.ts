import type { ReadDatabase } from './database.ts';
import { textList } from './database.ts';
import { redriveCommand } from './dead-letter-queries.ts';
import {
  loadWorkflow,
  taskViews,
  workflowSummaries,
  type WorkflowSources,
} from './workflow-queries.ts';
import type { AgentView, DeadLetterView, StatusView, TaskView } from './views.ts';
import { waitingItems } from './waiting.ts';

const endedShown = 5;
const underWay: readonly TaskView['state'][] = ['assigned', 'running', 'validating', 'merging'];

export async function statusOf(sources: WorkflowSources, now: string): Promise<StatusView> {
  const { db } = sources;
  const unfinished = await db
    .selectFrom('workflows')
    .selectAll()
    .where('endedAt', 'is', null)
    .orderBy('requestedPosition', 'desc')
    .execute();
  const loaded = await Promise.all(unfinished.map((row) => loadWorkflow(sources, row)));
  const [open, ended, agents, deadLetters] = await Promise.all([
    workflowSummaries(db, { ended: false }),
    workflowSummaries(db, { ended: true, limit: endedShown }),
    agentViews(db),
    openDeadLetters(db),
  ]);
  return {
    workflows: [...open, ...ended],
    running: loaded
      .flatMap((one) => taskViews(one, now))
      .filter((task) => underWay.includes(task.state)),
    waiting: loaded.flatMap(waitingItems),
    agents,
    deadLetters,
  };
}

async function agentViews(db: ReadDatabase): Promise<readonly AgentView[]> {
  const agents = await db.selectFrom('agents').selectAll().orderBy('agentId').execute();
  const used = await db
    .selectFrom('assignments')
    .select((select) => ['agentId', select.fn.countAll<number>().as('count')])
    .where('releasedAt', 'is', null)
    .groupBy('agentId')
    .execute();
  return agents.map(({ agentId, kind, state, reason, slots, skills }) => {
    const slotsUsed = Number(used.find((one) => one.agentId === agentId)?.count ?? 0);
    return { agentId, kind, state, reason, slots, slotsUsed, skills: textList(skills) };
  });
}

async function openDeadLetters(db: ReadDatabase): Promise<readonly DeadLetterView[]> {
  const letters = await db
    .selectFrom('dead_letters')
    .selectAll()
    .where('redrivenAt', 'is', null)
    .orderBy('recordedAt')
    .orderBy('eventPosition')
    .execute();
  return letters.map(({ consumer, eventId, eventType, error, recordedAt, workflowId, taskId }) => ({
    consumer,
    eventId,
    eventType,
    error,
    recordedAt,
    workflowId,
    taskId,
    command: redriveCommand({ consumer, eventId }),
  }));
}
