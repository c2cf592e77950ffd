/** Workflows by what makes two plans the same one: their repository and name. */
import { isEvent, isUnfinished, type KnownWorkflow, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

export interface SameName {
  /** How many there have been. */
  readonly count: number;
  readonly last?: KnownWorkflow;
  readonly unfinished?: KnownWorkflow;
}

export interface NamedWorkflows extends View {
  /** Looks at few, however many there have been. */
  named(plan: { readonly repository: string; readonly name: string }): SameName;
}

interface Known {
  readonly count: number;
  readonly last: KnownWorkflow;
  /** In the order of their requests; some may have finished since the last request of the name. */
  readonly unfinished: readonly KnownWorkflow[];
}

export function createNamedWorkflows(index: Pick<TaskIndex, 'workflow'>): NamedWorkflows {
  const byName = new Map<string, Known>();
  return {
    apply(event: RecordedEvent) {
      if (!isEvent(event, 'workflow.requested')) return;
      const last = index.workflow(event.data.workflowId);
      if (last === undefined) return;
      const name = nameOf(event.data);
      const before = byName.get(name);
      const unfinished = [...(before?.unfinished ?? []).filter(isUnfinished), last];
      byName.set(name, { count: (before?.count ?? 0) + 1, last, unfinished });
    },
    named(plan) {
      const known = byName.get(nameOf(plan));
      if (known === undefined) return { count: 0 };
      const unfinished = known.unfinished.find(isUnfinished);
      const { count, last } = known;
      return { count, last, ...(unfinished === undefined ? {} : { unfinished }) };
    },
  };
}

function nameOf({ repository, name }: { readonly repository: string; readonly name: string }) {
  return JSON.stringify([repository, name]);
}
