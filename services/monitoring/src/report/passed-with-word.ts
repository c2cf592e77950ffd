/** Gates that stood in nobody's way, and yet have to be known: red before the attempt, or passed with a reservation. */
import type { AttemptRow, GateRow } from '../projections/tables.ts';
import type { Incident, ReportRows } from './workflow-report.ts';

type Known = Omit<Incident, 'planTaskId'> & { readonly taskId: string };

const letThrough: readonly string[] = ['passed', 'failed-before'];
/** A figure, with every task. */
const measuring = 'coverage';
/** What the scope says of every task of a plan without paths. Of one that changed nothing it says that. */
const usualScope = 'the task declares no paths and may write anywhere';

/** Of each task the same word once: its merge repeats what was said of its attempt. */
export function passedWithWord({ gates, attempts }: ReportRows): readonly Known[] {
  const told = new Set<string>();
  return gates.flatMap((gate) => {
    const { taskId, reason, status } = gate;
    if (reason === null || !letThrough.includes(status) || isUsual(gate)) return [];
    const sentence = `${gate.gate} ${status}: ${reason}`;
    if (told.has(`${taskId} ${sentence}`)) return [];
    told.add(`${taskId} ${sentence}`);
    return [{ at: whenJudged(gate, attempts), taskId, kind: 'known', sentence, findings: [] }];
  });
}

function isUsual({ gate, reason }: GateRow): boolean {
  return gate === measuring || (gate === 'scope' && reason === usualScope);
}

/** Near enough for the order: a judgement follows the end of the work. */
function whenJudged({ taskId, attempt }: GateRow, attempts: readonly AttemptRow[]): string {
  const own = attempts.find((one) => one.taskId === taskId && one.attempt === attempt);
  return own?.executedAt ?? own?.openedAt ?? '';
}
