import { formatDuration } from '@atms/plan';
import type { AgentView, StatusView, TaskView, WorkflowDetail } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { count } from './count.ts';
import { bar, taskLines } from './progress.ts';
import type { ActiveTask } from './progress.ts';
import { tasksOf } from './status-text.ts';
import { fitted, padded, widthOf } from './width.ts';

/** What the monitor shows. Commands are as the person calls them. */
export interface MonitorState {
  readonly status: StatusView;
  /** The unfinished workflows with their tasks. */
  readonly open: readonly WorkflowDetail[];
  readonly folder: string;
  /** Who works here; undefined: nobody. */
  readonly pid?: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

export interface MonitorFrame {
  readonly columns: number;
  readonly rows: number;
  readonly colours: Colours;
  readonly called: (command: string) => string;
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Exactly as many lines as there are rows at most, none wider than the terminal. */
export function monitorLines(state: MonitorState, frame: MonitorFrame): readonly string[] {
  const sections = [
    { title: 'Waiting for a person', lines: waitingLines(state, frame) },
    { title: 'Workflows', lines: workflowLines(state, frame) },
    { title: 'Under way', lines: taskLines(state.status.running.map(activeOf(state)), frame) },
    { title: queueTitle(state), lines: queueLines(state, frame) },
    { title: 'Agents', lines: agentLines(state.status.agents, frame) },
  ].filter(({ lines }) => lines.length > 0);
  const room = Math.max(0, frame.rows - 2);
  const body = fittedSections(sections, room).flatMap(({ title, lines }) => [
    '',
    frame.colours.strong(fitted(title, frame.columns)),
    ...lines,
  ]);
  return [head(state, frame), ...body.slice(0, room), foot(state, frame)].slice(0, frame.rows);
}

/** The longest section gives way, line by line, until all of them have room. */
function fittedSections(sections: readonly Section[], rows: number): readonly Section[] {
  let shown = sections.map(({ lines }) => lines.length);
  const taken = () => shown.reduce((sum, lines) => sum + lines + 2, 0);
  while (taken() > rows && Math.max(...shown) > 1) {
    const longest = shown.indexOf(Math.max(...shown));
    shown = shown.map((lines, index) => (index === longest ? lines - 1 : lines));
  }
  return sections.map((section, index) => cut(section, shown[index] ?? 0));
}

function cut({ title, lines }: Section, shown: number): Section {
  if (lines.length <= shown || shown < 2) return { title, lines: lines.slice(0, shown) };
  const kept = lines.slice(0, Math.max(0, shown - 1));
  return { title, lines: [...kept, `  and ${lines.length - kept.length} more`] };
}

function head({ folder, pid, nowMs }: MonitorState, { columns, colours }: MonitorFrame): string {
  const who = pid === undefined ? 'nobody works here now' : `process ${pid} works here`;
  const time = new Date(nowMs).toLocaleTimeString('en-GB', { hour12: false });
  return colours.strong(fitted(`atms  ${oneLine(folder)}  ${who}  ${time}`, columns));
}

function foot({ status }: MonitorState, { columns, colours }: MonitorFrame): string {
  const given = status.deadLetters.length;
  const letters = given === 0 ? '' : ` · ${count(given, 'message')} that nobody could handle`;
  return colours.quiet(fitted(`q leaves this view; the work goes on${letters}`, columns));
}

function waitingLines({ status }: MonitorState, frame: MonitorFrame): readonly string[] {
  return status.waiting.flatMap(({ what, commands }) => [
    frame.colours.attention(fitted(`! ${oneLine(what)}`, frame.columns)),
    ...commands.map((command) => fitted(`    ${frame.called(command)}`, frame.columns)),
  ]);
}

const barWidth = 20;

function workflowLines({ status, open }: MonitorState, frame: MonitorFrame): readonly string[] {
  const names = status.workflows.map(({ name }) => fitted(oneLine(name), 30));
  const width = Math.max(0, ...names.map(widthOf));
  return status.workflows.map((workflow, index) => {
    const { workflowId, state, progress } = workflow;
    const left = open.find((one) => one.workflowId === workflowId)?.remainingMs ?? 0;
    const words = [
      tasksOf(workflow),
      state,
      ...(left < 1_000 ? [] : [`about ${formatDuration(wholeSeconds(left))} left`]),
    ].join(' · ');
    const name = padded(names[index] ?? '', width);
    const line = `  ${name}  ${bar(progress.percent / 100, barWidth)} ${words}`;
    return fitted(line, frame.columns);
  });
}

/** Without a process no clock runs. */
function activeOf({ nowMs, pid }: MonitorState): (task: TaskView) => ActiveTask {
  return ({ planTaskId, name, state, attempt, agentId, attemptStartedAt, live }) => ({
    name: oneLine(`${planTaskId} ${name}`),
    state,
    attempt,
    ...(agentId === null ? {} : { agent: oneLine(agentId) }),
    ...(attemptStartedAt === null || pid === undefined
      ? {}
      : { sinceMs: Math.max(0, nowMs - Date.parse(attemptStartedAt)) }),
    ...(live === undefined ? {} : { lastOutput: oneLine(live.lastLine) }),
  });
}

const waitsInQueue: readonly string[] = ['created', 'queued', 'ready'];

function queued({ open }: MonitorState): readonly TaskView[] {
  return open.flatMap(({ tasks }) => tasks.filter(({ state }) => waitsInQueue.includes(state)));
}

function queueTitle(state: MonitorState): string {
  const tasks = queued(state);
  const ready = tasks.filter((task) => task.state === 'ready').length;
  return `In the queue: ${count(tasks.length, 'task')}, ${ready} ready`;
}

function queueLines(state: MonitorState, { columns }: MonitorFrame): readonly string[] {
  return queued(state).map(({ planTaskId, name, why }) =>
    fitted(`  ${oneLine(planTaskId)} ${fitted(oneLine(name), 30)}  ${oneLine(why)}`, columns),
  );
}

function agentLines(agents: readonly AgentView[], { columns }: MonitorFrame): readonly string[] {
  return agents.map(({ agentId, state, slots, slotsUsed }) =>
    fitted(
      `  ${oneLine(agentId)}  ${oneLine(state)}  ${slotsUsed} of ${count(slots, 'slot')}`,
      columns,
    ),
  );
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
