import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { given } from '@atms/eventsourcing';
import { logOf } from '../testing/repeated-commands.ts';
import { type ApprovalCommand, approvalDecider, type ApprovalEvent } from './approval.ts';

const key = { approvalId: 'A', workflowId: 'W', taskId: 'T1', attempt: 1 };
const request = {
  ...key,
  action: 'dependency.add',
  detail: 'argon2',
  expiresAt: '2030-01-02T00:00:00.000Z',
};
const by = 'pat';
const policy = 'approvals.auto: dependency.add';

const requested: ApprovalEvent = { type: 'approval.requested', data: request };
const granted: ApprovalEvent = { type: 'approval.granted', data: { ...key, by } };
const denied: ApprovalEvent = { type: 'approval.denied', data: { ...key, by, reason: 'no' } };
const expired: ApprovalEvent = {
  type: 'approval.expired',
  data: { ...key, reason: 'time-over' },
};

const ask: ApprovalCommand = { type: 'RequestApproval', request };
const askWithPolicy: ApprovalCommand = { type: 'RequestApproval', request, policy };
const grant: ApprovalCommand = { type: 'GrantApproval', by };
const deny: ApprovalCommand = { type: 'DenyApproval', by, reason: 'no' };
const expire: ApprovalCommand = { type: 'ExpireApproval', reason: 'time-over' };

const after = (...events: readonly ApprovalEvent[]) => given(approvalDecider, events);
const accepts = (...events: readonly ApprovalEvent[]) => ({ kind: 'accepted', events });
const nothing = accepts();
const rejectsWith = (code: string) => ({ kind: 'rejected', rejection: { code } });

describe('an approval', () => {
  it('is asked for once', () => {
    expect(after().when(ask)).toEqual(accepts(requested));
    for (const answer of [[], [granted], [denied], [expired]]) {
      expect(after(requested, ...answer).when(ask)).toEqual(nothing);
    }
  });

  it('is granted at once by a rule, which is named', () => {
    expect(after().when(askWithPolicy)).toEqual(
      accepts(requested, {
        type: 'approval.granted',
        data: { ...key, by: 'policy', policy },
      }),
    );
  });

  it.each([
    ['granted', grant, granted],
    ['denied', deny, denied],
    ['expired', expire, expired],
  ] as const)('is %s, and stays so when that is said again', (_, command, answer) => {
    expect(after(requested).when(command)).toEqual(accepts(answer));
    expect(after(requested, answer).when(command)).toEqual(nothing);
  });

  it('is answered once: another answer is refused', () => {
    const decided = rejectsWith('approval-already-decided');
    expect(after(requested, granted).when(deny)).toMatchObject(decided);
    expect(after(requested, denied).when(grant)).toMatchObject(decided);
    expect(after(requested, expired).when(grant)).toMatchObject(decided);
    expect(after(requested, expired).when(deny)).toMatchObject(decided);
  });

  it('does not expire once it is answered', () => {
    expect(after(requested, granted).when(expire)).toEqual(nothing);
    expect(after(requested, denied).when(expire)).toEqual(nothing);
  });

  it.each([grant, deny, expire])('that nobody asked for knows no $type', (command) => {
    expect(after().when(command)).toMatchObject(rejectsWith('approval-not-found'));
  });

  it('has one answer at most, whatever it is told, once or twice, by whomever', async () => {
    const commands = fc.array(fc.constantFrom(ask, askWithPolicy, grant, deny, expire), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(commands, async (all) => {
        const log = await logOf(approvalDecider, all, 1);
        expect(log.length).toBeLessThanOrEqual(2);
        expect(log.slice(0, 1).map(({ type }) => type)).toEqual(
          log.length === 0 ? [] : ['approval.requested'],
        );
        expect(await logOf(approvalDecider, all, 2)).toEqual(log);
      }),
    );
  });
});
