import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive, parentOf, pidIn, run, STUBBORN, useWorkplace } from './fixtures/live.ts';
import { startGuarded } from './guarded-process.ts';
import { createOutputTail } from './output-tail.ts';
import { sendSignal } from './process-scan.mjs';

const { options, path } = useWorkplace();

describe('a command that is stopped', () => {
  it('ends as timed out, even if it hangs without a word', async () => {
    const { end } = await run(options({ command: 'sleep 120', timeoutMs: 200 }));
    expect(end).toEqual({ kind: 'timed-out' });
  });

  it('does not time out while its limit stands still, and does once it goes on', async () => {
    const { cookie } = options();
    const start = (name: string, command: string) =>
      startGuarded(
        options({ command, cookie: `${cookie}/${name}`, timeoutMs: 300, stdin: 'pipe' }),
      );
    const paused = start('paused', 'read line; sleep 120');
    const asked = start('asked', 'read line');
    for (const one of [paused, paused, asked]) one.pauseTimeLimit();
    // The same limit, begun later, is over.
    await start('first', 'sleep 120').ended;
    asked.write('yes');
    expect(await asked.ended).toEqual({ kind: 'exited', exitCode: 0 });
    paused.resumeTimeLimit();
    await start('second', 'sleep 120').ended;
    expect(await isAlive(await paused.pid)).toBe(true);
    paused.resumeTimeLimit();
    expect(await paused.ended).toEqual({ kind: 'timed-out' });
  });

  it('does not time out by a limit longer than a timer can be', async () => {
    const { end } = await run(options({ command: 'true', timeoutMs: 2 ** 40 }));
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('has the time to tidy up that it is given', async () => {
    const command =
      'trap "echo tidied; exit 0" TERM; echo $$ > ready; while :; do sleep 0.05; done';
    const output = createOutputTail();
    const onOutput = (chunk: Buffer) => output.append(chunk);
    const running = startGuarded(options({ command, graceMs: 60_000, onOutput }));
    await pidIn(path('ready'));
    running.kill('enough');
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'enough' });
    expect(output.text()).toContain('tidied');
  });

  it('is asked to go together with what it started', async () => {
    const child = `sh -c 'trap "echo tidied; exit 0" TERM; echo $$ > ready; while :; do sleep 0.05; done' &`;
    const output = createOutputTail();
    const onOutput = (chunk: Buffer) => output.append(chunk);
    // A trapped signal ends the first wait; the second one is for the child.
    const command = `trap : TERM\n${child}\nwait $!; wait $!`;
    const running = startGuarded(options({ command, graceMs: 20_000, onOutput }));
    await pidIn(path('ready'));
    running.kill('enough');
    await running.ended;
    expect(output.text()).toContain('tidied');
  });

  it('is killed when it ignores the request', async () => {
    const running = startGuarded(options({ command: STUBBORN }));
    await pidIn(path('ready'));
    running.kill('first');
    running.kill('second');
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'first' });
    expect(await isAlive(await running.pid)).toBe(false);
  });

  it('is killed when it has stopped itself', async () => {
    const running = startGuarded(options({ command: 'echo $$ > ready; kill -STOP $$' }));
    await pidIn(path('ready'));
    running.kill('asleep');
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'asleep' });
  });

  it('is killed although it has stopped its own guard', async () => {
    const running = startGuarded(options({ command: STUBBORN, guardAnswerMs: 100 }));
    await pidIn(path('ready'));
    const guard = Number(await parentOf(await running.pid));
    // One that nobody has killed must be able to go when this process does.
    onTestFinished(() => void sendSignal(guard, 'SIGCONT'));
    process.kill(guard, 'SIGSTOP');
    running.kill('out of hand');
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'out of hand' });
    expect(await isAlive(await running.pid)).toBe(false);
  });

  it('is stopped by its signal', async () => {
    const abort = new AbortController();
    const running = startGuarded(options({ command: STUBBORN, signal: abort.signal }));
    await pidIn(path('ready'));
    abort.abort(new Error('lease over'));
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'lease over' });
  });

  it('is never started when its signal came before', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    const running = startGuarded(options({ command: 'touch started', signal }));
    expect(await running.pid).toBeUndefined();
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'cancelled' });
    expect(existsSync(path('started'))).toBe(false);
  });

  it('may be stopped before it has begun', async () => {
    const running = startGuarded(options({ command: 'sleep 120' }));
    running.kill('changed my mind');
    expect(await running.ended).toEqual({ kind: 'killed', reason: 'changed my mind' });
  });
});
