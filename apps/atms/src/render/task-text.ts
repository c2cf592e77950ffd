import { formatDuration } from '@atms/plan';
import type { AttemptView, GateView, TaskDetail } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { findingLine } from './finding-line.ts';
import { section } from './status-text.ts';
import { aligned } from './width.ts';

/** One task with everything that was tried, for people. */
export function taskText(task: TaskDetail, colours: Colours): string {
  const { planTaskId, name, description, acceptance, attempts, approvals } = task;
  return [
    `${colours.strong(oneLine(`${planTaskId}  ${name}`))}`,
    oneLine(description),
    aligned(facts(task)).join('\n'),
    section('Accepted when', acceptance.map(oneLine), { colours }),
    ...attempts.filter(hasBegun).map((attempt) => attemptText(attempt, task.gates, colours)),
    section(
      'Asked for',
      approvals.map((one) => oneLine(`${one.action}: ${one.detail} (${one.state})`)),
      { colours },
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** One that waits for its turn has nothing to show. */
function hasBegun({ startedAt, endCause, findings }: AttemptView): boolean {
  return startedAt !== null || endCause !== null || findings.length > 0;
}

function facts(task: TaskDetail): readonly (readonly string[])[] {
  const { taskId, state, why, dependencies, paths, estimateMs, actualMs, commit } = task;
  const { run, timeoutMs } = task;
  const rows = [
    ['id', oneLine(taskId)],
    // The reason of an end begins with the state.
    ['state', why.startsWith(state) ? oneLine(why) : `${state}: ${oneLine(why)}`],
    ['after', oneLine(dependencies.join(', '))],
    ['paths', oneLine(paths.join(', '))],
    ['for', oneLine([task.wantedAgent ?? '', ...task.skills].filter(Boolean).join(', '))],
    ['run', oneLine(run ?? '')],
    ['checks', checksOf(task)],
    ['timeout', timeoutMs === null ? '' : formatDuration(timeoutMs)],
    ['estimate', estimateMs === 0 ? '' : formatDuration(estimateMs)],
    ['actual', actualMs === null ? '' : formatDuration(actualMs)],
    ['commit', oneLine(commit ?? '')],
  ];
  return rows.filter(([, value]) => value !== '');
}

function checksOf({ checks }: TaskDetail): string {
  if (typeof checks === 'string') return oneLine(checks);
  const words = checks.map((check) => {
    if (typeof check === 'string') return check;
    return 'name' in check ? check.name : JSON.stringify(check);
  });
  return oneLine(words.join(', '));
}

function attemptText(attempt: AttemptView, gates: readonly GateView[], colours: Colours): string {
  const { agentId, verdict, endCause, summary } = attempt;
  const own = gates.filter((gate) => gate.attempt === attempt.attempt);
  const facts = [
    ['agent', oneLine(agentId ?? 'none yet')],
    ['work', workOf(attempt)],
    ['said', oneLine(summary ?? '')],
    ['checks', [oneLine(verdict ?? ''), own.map(gateWord).join(', ')].filter(Boolean).join(': ')],
    ['then', oneLine(endCause ?? '')],
  ];
  // A violation is a finding of the scope check too, and what the agent said stands above.
  const all = [...attempt.violations, ...attempt.findings];
  const found = new Set(all.filter(({ message }) => message !== summary).map(findingLine));
  const findings = [...found].map((line) => colours.bad(line));
  const lines = [...aligned(facts.filter(([, value]) => value !== '')), ...findings];
  return section(`Attempt ${attempt.attempt}`, lines, { colours });
}

/** Of a process that was found dead nobody knows how long it had worked. */
function workOf({ outcome, durationMs }: AttemptView): string {
  if (outcome === null) return '';
  return `${oneLine(outcome)}, ${durationMs === null ? 'after an unknown time' : formatDuration(durationMs)}`;
}

function gateWord({ gate, of, status, reason }: GateView): string {
  const where = of === 'candidate' ? ' on the merge' : '';
  return oneLine(`${gate} ${status}${where}${reason === null ? '' : ` (${reason})`}`);
}
