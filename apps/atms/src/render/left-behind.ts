/** What the last process left behind when it ended: nobody is at it now, and its clocks do not run. */
import type { AgentView, StatusView, TaskView, WhyView } from '@atms/monitoring';

type Mover = WhyView['root']['who'];
type CauseOfWhy = WhyView['root'];

/** What moves only while a process carries work out. */
const standing: readonly Mover[] = ['agent', 'atms', 'clock'];
const wasUnderWay: readonly string[] = ['starting', 'working', 'checking', 'merging', 'merge-turn'];
const underWayStates: readonly string[] = ['assigned', 'running', 'validating', 'merging'];
const goesOn = 'when the last process ended; it goes on with the next run';

/** The same, told of a time that is over. */
export function whyLeft(why: WhyView): WhyView {
  const chain = why.chain.map((link) => ({
    ...link,
    causes: link.causes.map((cause) => causeLeft(cause, link.state)),
  }));
  const said = why.chain.flatMap((link) =>
    link.causes.map((cause) => [cause.text, causeLeft(cause, link.state).text] as const),
  );
  const sentence = said.reduce(
    (text, [before, now]) =>
      before === now
        ? text
        : text.replaceAll(`, ${before}`, () => `: ${now}`).replaceAll(before, () => now),
    why.sentence,
  );
  return { ...why, chain, sentence, root: { ...why.root, ...rootLeft(why.root) } };
}

function causeLeft(cause: CauseOfWhy, state: string): CauseOfWhy {
  if (!wasUnderWay.includes(cause.code)) return cause;
  return { ...cause, text: `was ${state} ${goesOn}` };
}

function rootLeft({ who, commands }: CauseOfWhy): Pick<CauseOfWhy, 'who' | 'commands'> {
  return standing.includes(who) ? { who: 'nobody', commands: [] } : { who, commands };
}

export function taskLeft<Task extends Pick<TaskView, 'state' | 'actualMs' | 'why'>>(
  task: Task,
): Task {
  if (!underWayStates.includes(task.state)) return task;
  return { ...task, actualMs: null, why: `was ${task.state} ${goesOn}` };
}

/** Its slots are free again when it comes back. */
export function agentLeft(agent: AgentView): AgentView {
  if (agent.state !== 'online') return { ...agent, slotsUsed: 0 };
  return { ...agent, slotsUsed: 0, state: 'offline', reason: 'no process works here now' };
}

/** Of the whole status. */
export function statusLeft(status: StatusView): StatusView {
  const { running, agents } = status;
  return { ...status, running: running.map(taskLeft), agents: agents.map(agentLeft) };
}
