import { isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';

/** How many of an agent's last attempts count. */
const window = 20;

/** Share of completed among an agent's last attempts that ended by completion or by a counted retry. */
export function createPerformance() {
  const results = new Map<string, number[]>();
  const workers = new Map<string, string>();
  const note = (taskId: string, result: number) => {
    const agentId = workers.get(taskId);
    if (agentId === undefined) return;
    results.set(agentId, [...(results.get(agentId) ?? []), result].slice(-window));
  };
  return {
    tables: { results, workers },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.started')) workers.set(event.data.taskId, event.data.agentId);
      if (isEvent(event, 'task.retried') && event.data.counted) note(event.data.taskId, 0);
      if (isEvent(event, 'task.completed')) {
        note(event.data.taskId, 1);
      }
      if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
        workers.delete(event.data.taskId);
      }
    },
    of(agentId: string): number {
      const known = results.get(agentId);
      if (known === undefined || known.length === 0) return 1;
      return known.reduce((sum, one) => sum + one, 0) / known.length;
    },
  };
}
