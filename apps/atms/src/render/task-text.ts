import { formatDuration } from '@atms/plan';
import type { AttemptView, GateView, TaskDetail } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { section } from './status-text.ts';
import { aligned } from './width.ts';

type Finding = AttemptView['findings'][number];

/** One task with everything that was tried, for people. */
export function taskText(task: TaskDetail, colours: Colours): string {
  const { planTaskId, name, description, acceptance, attempts, approvals } = task;
  return [
    `${colours.strong(oneLine(`${planTaskId}  ${name}`))}`,
    oneLine(description),
    aligned(facts(task)).join('\n'),
    section('Accepted when', acceptance.map(oneLine), { colours }),
    ...attempts.map((attempt) => attemptText(attempt, task.gates, colours)),
    section(
      'Asked for',
      approvals.map((one) => oneLine(`${one.action}: ${one.detail} (${one.state})`)),
      { colours },
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function facts(task: TaskDetail): readonly (readonly string[])[] {
  const { taskId, state, why, dependencies, paths, estimateMs, actualMs, commit } = task;
  const rows = [
    ['id', taskId],
    // The reason of an end begins with the state.
    ['state', why.startsWith(state) ? oneLine(why) : `${state}: ${oneLine(why)}`],
    ['after', oneLine(dependencies.join(', '))],
    ['paths', oneLine(paths.join(', '))],
    ['estimate', estimateMs === 0 ? '' : formatDuration(estimateMs)],
    ['actual', actualMs === null ? '' : formatDuration(actualMs)],
    ['commit', commit ?? ''],
  ];
  return rows.filter(([, value]) => value !== '');
}

function attemptText(attempt: AttemptView, gates: readonly GateView[], colours: Colours): string {
  const { agentId, outcome, durationMs, verdict, endCause, summary } = attempt;
  const own = gates.filter((gate) => gate.attempt === attempt.attempt);
  const facts = [
    ['agent', oneLine(agentId ?? 'none yet')],
    [
      'work',
      [outcome ?? '', durationMs === null ? '' : formatDuration(durationMs)]
        .filter(Boolean)
        .join(', '),
    ],
    ['said', oneLine(summary ?? '')],
    ['checks', [verdict ?? '', own.map(gateWord).join(', ')].filter(Boolean).join(': ')],
    ['then', endCause ?? ''],
  ];
  // A violation is a finding of the scope check too.
  const found = new Set([...attempt.violations, ...attempt.findings].map(findingLine));
  const findings = [...found].map((line) => colours.bad(line));
  const lines = [...aligned(facts.filter(([, value]) => value !== '')), ...findings];
  return section(`Attempt ${attempt.attempt}`, lines, { colours });
}

function gateWord({ gate, of, status, reason }: GateView): string {
  const where = of === 'candidate' ? ' on the merge' : '';
  return oneLine(`${gate} ${status}${where}${reason === null ? '' : ` (${reason})`}`);
}

function findingLine({ gate, file, line, message }: Finding): string {
  const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
  return oneLine(`${gate}${place}: ${message}`);
}
