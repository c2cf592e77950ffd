import { describe, expect, it } from 'vitest';
import { reportRowsAfter } from '../spec-support/report-rows.ts';
import {
  attemptKey,
  begun,
  carriedOut,
  executed,
  registered,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import { createStory, hash, type Story, workflowId } from '../spec-support/story.ts';
import { buildReport } from './build-report.ts';
import { reportMarkdown } from './markdown.ts';

const markdown = (story: Story) => reportMarkdown(buildReport(reportRowsAfter(story)));

function toldStory(): Story {
  const tasks = [
    { id: 'T1', name: 'Schema', estimateMs: 7_200_000 },
    { id: 'T2', name: 'Login | logout', dependencies: ['T1'], estimateMs: 10_800_000 },
  ];
  const story = carriedOut(begun(registered(createStory()), tasks), 'T1', 4_200);
  executed(underWay(story, 'T2').wait(1_000), 'T2', { outcome: 'failed', summary: 'exit code 1' });
  retried(story, 'T2', {
    cause: 'agent-failed',
    findings: [{ gate: 'agent', message: 'exit code 1' }],
  });
  return carriedOut(story, 'T2', 2_000).happened('workflow.completed', { workflowId });
}

describe('the report as text', () => {
  it('shows estimates in hours and actual times in seconds side by side', () => {
    expect(markdown(toldStory())).toContain(
      '| T1   | Schema          |       2h |   4.2s |      −2h |',
    );
  });

  it('has no reason in its headline where nobody gave one', () => {
    const story = begun(createStory(), [{ id: 'T1' }]);
    story.happened('workflow.cancelled', { workflowId, by: 'ada', reason: '' });
    expect(markdown(story).split('\n')[0]).toBe('# plan W1: cancelled');
  });

  it('says that the work of a failed workflow is incomplete, and what completed without a change', () => {
    const story = carriedOut(
      begun(createStory(), [{ id: 'T1' }, { id: 'T2' }, { id: 'T3' }]),
      'T1',
    );
    executed(underWay(story, 'T2'), 'T2');
    story.happened('task.completed', { ...attemptKey(story, 'T2'), tree: hash('c') });
    const text = markdown(story.happened('workflow.failed', { workflowId, reason: 'T3 failed' }));
    expect(text).toContain('This is incomplete: the workflow is failed, and 1 of 3 tasks');
    expect(text.match(/completed, nothing changed/g)).toHaveLength(1);
  });

  it('reads as it was meant to', () => {
    expect(markdown(toldStory())).toMatchInlineSnapshot(`
      "# plan W1: completed

      2 of 2 tasks completed, 0 failed, 0 cancelled, 0 open.

      Requested 2030-01-01T00:00:00.000Z, approved by ada, ended 2030-01-01T00:00:07.200Z.

      ## Figures

      | figure                    |   value | how it is computed                                                         |
      | ------------------------- | ------: | -------------------------------------------------------------------------- |
      | Effort                    |    7.2s | sum of the durations of 3 attempts                                         |
      | Wall clock                |    7.2s | from the approval of the plan to the end                                   |
      | Critical path             |    7.2s | longest chain of efforts: T1 → T2                                          |
      | Estimated effort          |      5h | sum of the plan's estimates of 2 tasks                                     |
      | Estimated critical path   |      5h | longest chain of estimates: T1 → T2                                        |
      | Variance                  |     −5h | actual − estimated effort of the 2 tasks that have both                    |
      | Rework                    |      2s | effort of the 1 attempts that were not the first of their task             |
      | Beyond the critical path  |     0ms | wall clock − critical path: waiting, checks and merges                     |
      | Parallelism               |   1.00× | effort / wall clock: agents at work on average                             |
      | Saved by parallel work    |      0% | 1 − wall clock / effort                                                    |
      | Agent utilization         |     50% | effort / (2 slots × wall clock)                                            |
      | Done at the first attempt |     50% | completed tasks with one attempt / 2 completed tasks                       |
      | Gates passed              | 10.0/10 | passed / 2 runs of gates, skipped ones left out                            |
      | Found by checks           |       0 | findings of 2 runs of gates, each a reason for another attempt or a person |
      | Timeline accuracy         |      0% | mean of 1 − abs(actual − estimate) / estimate                              |
      | Efficiency                |     57% | (0.4 × accuracy + 0.6 × gates passed) × (1 − 0.1 × mean retries)           |

      ## Tasks

      | task | what            | estimate | actual | variance | attempts | quality | agent     | gates    | end       |
      | ---- | --------------- | -------: | -----: | -------: | -------: | ------: | --------- | -------- | --------- |
      | T1   | Schema          |       2h |   4.2s |      −2h |        1 |    10.0 | box.shell | 1 passed | completed |
      | T2   | Login \\| logout |       3h |     3s |      −3h |        2 |    10.0 | box.shell | 1 passed | completed |

      ## Incidents (times in UTC)

      - 00:00:05 T2 [retry] attempt 1 on box.shell ended by agent-failed (exit code 1); attempt 2 followed
        - agent: exit code 1

      ## Agents

      | agent     | slots | attempts | busy | busy / (slots × wall clock) |
      | --------- | ----: | -------: | ---: | --------------------------: |
      | box.shell |     2 |        3 | 7.2s |                         50% |

      ## Gates

      | gate  | runs | passed | failed | error | skipped | time |
      | ----- | ---: | -----: | -----: | ----: | ------: | ---: |
      | scope |    2 |      2 |      0 |     0 |       0 |  2ms |

      ## For the next plan

      - The actual effort was 1/2500 of the estimated effort: scale the estimates.

      ## Where the work is

      2 commits are on the branch atms/shop in /repositories/shop. To bring them to the branch that is checked out there:

          git merge atms/shop
      "
    `);
  });

  it('lets no title steer the terminal or break the table', () => {
    const escape = String.fromCharCode(27);
    const story = begun(createStory(), [{ id: 'T1', name: `${escape}[2Jcalm\n| down` }]);
    expect(markdown(story)).not.toContain(escape);
    expect(markdown(story)).toContain(String.raw`calm \| down`);
  });

  it('names whole what was undone: somebody may want it back', () => {
    const kept = `refs/atms/undone/${'x'.repeat(400)}`;
    const moved = {
      gate: 'repository',
      message: `main was moved; what was left is kept as ${kept}`,
    };
    const story = underWay(begun(registered(createStory()), [{ id: 'T1' }]), 'T1');
    expect(markdown(executed(story, 'T1', { violations: [moved] }))).toContain(kept);
  });

  it('says so when nothing was merged', () => {
    const story = begun(createStory(), [{ id: 'T1' }]);
    story.happened('workflow.cancelled', { workflowId, by: 'ada', reason: 'not now' });
    expect(markdown(story)).toContain('# plan W1: cancelled: not now');
    expect(markdown(story)).toContain('Nothing was merged to atms/shop');
  });
});
