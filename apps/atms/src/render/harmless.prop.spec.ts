/** Promise: whatever agents, plans and repositories hold, what ATMS shows does not steer the terminal of its reader. */
import type {
  AgentDetail,
  DeadLetterDetail,
  EventView,
  QueueView,
  StatusView,
  TaskDetail,
  TaskList,
  WhyView,
  WorkflowDetail,
  WorkflowReport,
  WorkflowSummary,
} from '@atms/monitoring';
import { reportMarkdown } from '@atms/monitoring';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLine } from '../run/event-line.ts';
import { progressOf } from '../run/progress-of.ts';
import { hostileText, hostileView, steers } from '../spec-support/hostile-views.ts';
import { createTerminal, oneLine } from '../terminal.ts';
import { agentsText, agentText } from './agent-text.ts';
import { createColours, escape } from './colours.ts';
import { deadLettersText } from './dead-letter-text.ts';
import { eventRow } from './event-row.ts';
import { findingLine } from './finding-line.ts';
import { harmless, harmlessJson } from './harmless.ts';
import { monitorLines } from './monitor-view.ts';
import { progressLines } from './progress.ts';
import { queueText } from './queue-text.ts';
import { settingsText } from './settings-text.ts';
import { inboxText, statusText } from './status-text.ts';
import { taskListText } from './task-list-text.ts';
import { taskText } from './task-text.ts';
import { whyText } from './why-text.ts';
import { workflowsText, workflowText } from './workflow-text.ts';

const colours = createColours(false);
const style = { colours, called: oneLine, nowMs: 0 };
const frame = { ...style, columns: 100, rows: 30 };
const moment = { nowMs: 0, startOf: () => undefined };

const shown: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'a status': hostileView<StatusView>('StatusView').map((view) => statusText(view, style)),
  'an inbox': hostileView<StatusView>('StatusView').map((view) => inboxText(view, style)),
  'a list of workflows': fc
    .array(hostileView<WorkflowSummary>('WorkflowSummary'), { maxLength: 2 })
    .map((workflows) => workflowsText(workflows, colours)),
  'a workflow': hostileView<WorkflowDetail>('WorkflowDetail').map((view) =>
    workflowText(view, style),
  ),
  'a list of tasks': fc
    .tuple(hostileView<TaskList>('TaskList'), fc.boolean())
    .map(([list, all]) => taskListText(list, { colours, all })),
  'a task': hostileView<TaskDetail>('TaskDetail').map((task) => taskText(task, colours)),
  'the reason why': hostileView<WhyView>('WhyView').map((why) => whyText(why, style)),
  'the queue': hostileView<QueueView>('QueueView').map((queue) => queueText(queue, colours)),
  agents: fc
    .array(hostileView<AgentDetail>('AgentDetail'), { maxLength: 2 })
    .map((agents) => agentsText(agents, colours)),
  'an agent': hostileView<AgentDetail>('AgentDetail').map((agent) => agentText(agent, style)),
  'dead letters': fc
    .array(hostileView<DeadLetterDetail>('DeadLetterDetail'), { maxLength: 2 })
    .map((deadLetters) => deadLettersText({ deadLetters }, style)),
  'an event': hostileView<EventView>('EventView').map((event) => eventRow(event, colours)),
  'a step of a run': hostileView<EventView>('EventView').map(
    (event) => eventLine(event, colours) ?? '',
  ),
  'a finding': hostileText.map((text) =>
    findingLine({ gate: text, file: text, line: 1, rule: text, message: text }),
  ),
  'a setting': fc
    .tuple(hostileText, hostileText)
    .map(([name, value]) => settingsText([{ key: 'port', value, origin: name }], colours)),
  'a report': hostileView<WorkflowReport>('WorkflowReport').map(reportMarkdown),
  'the live view of a run': hostileView<WorkflowDetail>('WorkflowDetail').map((view) =>
    progressLines(progressOf(view, moment), frame).join('\n'),
  ),
  'the monitor': fc
    .tuple(hostileView<StatusView>('StatusView'), hostileView<WorkflowDetail>('WorkflowDetail'))
    .map(([status, open]) =>
      monitorLines({ status, open: [open], folder: '/repository', nowMs: 0 }, frame).join('\n'),
    ),
};

describe('what a person is shown, whatever the events hold,', () => {
  it.each(Object.entries(shown))('does not steer the terminal: %s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(text).not.toMatch(steers);
      }),
    );
  });
});

describe('the door to the terminal', () => {
  const written = (options: { readonly forPrograms?: boolean; readonly colour: boolean }) => {
    const said = { stdout: '', stderr: '' };
    const streams = {
      stdin: {},
      stdout: { write: (text: string) => (said.stdout += text) },
      stderr: { write: (text: string) => (said.stderr += text) },
    };
    const environment = options.colour ? { FORCE_COLOR: '1' } : {};
    return { said, terminal: createTerminal(streams, { environment, ...options }) };
  };

  it('lets nothing through that steers it, whoever forgot to take it out', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { said, terminal } = written({ colour: false });
        terminal.out(text);
        terminal.say(text);
        expect(said.stdout + said.stderr).not.toMatch(steers);
      }),
    );
  });

  it('lets our own colours through where they are wanted, and nothing beside them', () => {
    const { good, quiet } = createColours(true);
    const painted = `${good('done')} ${quiet('now')}`;
    expect(harmless(painted, true)).toBe(painted);
    expect(harmless(painted, false)).toBe('done now');
    const own = new RegExp(`${escape}\\[(?:1|2|22|31|32|33|39)m`, 'g');
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileText, hostileText.map(good))), (texts) => {
        expect(harmless(texts.join(''), true).replaceAll(own, '')).not.toMatch(steers);
      }),
    );
  });

  it('leaves JSON what it says, and escapes in it what JSON would leave', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        const json = harmlessJson(JSON.stringify(value));
        expect(json).not.toMatch(steers);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        const { said, terminal } = written({ colour: false, forPrograms: true });
        terminal.out(JSON.stringify(value));
        expect(said.stdout).toBe(`${json}\n`);
      }),
    );
  });
});
