import { describe, expect, it } from 'vitest';
import { findByCookie } from './cookie-sweep.ts';
import { isAlive, parentOf, pidIn, run, STUBBORN, until, useWorkplace } from './fixtures/live.ts';
import { startGuarded } from './guarded-process.ts';
import { createOutputTail } from './output-tail.ts';

const { options, path } = useWorkplace();

describe('promise: nothing survives its attempt', () => {
  // Each starts one process that must be gone when the command has ended, and writes that process's id to `left`.
  const quiet = '< /dev/null > /dev/null 2>&1';
  const leaving = {
    'a background child': `sleep 120 ${quiet} & echo $! > left`,
    'a child that ignores every request': `sh -c 'echo $$ > left; ${STUBBORN}' ${quiet} &`,
    'a daemon with a session of its own': `setsid sh -c 'echo $$ > left; exec sleep 120' ${quiet} &`,
    'a daemon that forked twice': `(setsid sh -c '(sh -c "echo \\$\\$ > left; exec sleep 120" &) ' ${quiet} &)`,
    'a child with a cleared environment': `env -i sh -c 'echo $$ > left; exec /bin/sleep 120' ${quiet} &`,
    'a child with a cleared environment and a group of its own': `env -i timeout 120 sh -c 'echo $PPID > left; exec sleep 120' ${quiet} &`,
    'a child of a daemon that cleared its environment': `setsid sh -c 'env -i setsid sh -c "echo \\$\\$ > left; exec /bin/sleep 120" & wait' ${quiet} &`,
    'a daemon with a cleared environment that still writes to us': `env -i setsid sh -c 'echo $$ > left; exec /bin/sleep 120' &`,
    'a stopped daemon': `setsid sh -c 'echo $$ > left; kill -STOP $$' ${quiet} &`,
  };

  for (const [name, command] of Object.entries(leaving)) {
    it(`${name} is gone when the command has ended by itself`, async () => {
      const wait = 'while ! [ -s left ]; do sleep 0.01; done; exit 7';
      const { end } = await run(options({ command: `${command}\n${wait}` }));
      expect(end).toEqual({ kind: 'exited', exitCode: 7 });
      expect(await isAlive(await pidIn(path('left')))).toBe(false);
    });

    it(`${name} is gone when the command was killed`, async () => {
      const running = startGuarded(options({ command: `${command}\n${STUBBORN}` }));
      const left = await pidIn(path('left'));
      expect(await isAlive(left)).toBe(true);
      running.kill('test');
      await running.ended;
      expect(await isAlive(left)).toBe(false);
    });
  }
});

describe('the limit of the promise', () => {
  it('is a daemon that erased all traces to us: the command ends nevertheless, its output with it', async () => {
    const hide = 'echo $$ > left; exec 5>&1 > /dev/null 2>&1 < /dev/null; exec sleep 120';
    const command = `env -i setsid sh -c '${hide}' &\nwhile ! [ -s left ]; do sleep 0.01; done; echo done`;
    const { end, stdout } = await run(options({ command }));
    const escaped = await pidIn(path('left'));
    expect(await isAlive(escaped)).toBe(true);
    process.kill(escaped, 'SIGKILL');
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(stdout.toString()).toBe('done\n');
  });
});

describe('the guard', () => {
  it('is asked to go by nobody but us, and carries no cookie', async () => {
    const output = createOutputTail();
    const onOutput = (chunk: Buffer) => output.append(chunk);
    const running = startGuarded(options({ command: 'cat', stdin: 'pipe', onOutput }));
    const guard = await parentOf(await running.pid);
    expect(await findByCookie(options().cookie)).not.toContain(guard);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
      process.kill(Number(guard), signal);
    }
    running.write('still here');
    await until(() => Promise.resolve(output.totalBytes > 0));
    expect(await isAlive(guard)).toBe(true);
    running.closeInput();
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
    expect(await isAlive(guard)).toBe(false);
  });

  it('that is killed leaves nothing behind either', async () => {
    const daemon = `setsid sh -c 'echo $$ > left; ${STUBBORN}' < /dev/null > /dev/null 2>&1 &`;
    const running = startGuarded(options({ command: `${daemon}\n${STUBBORN}` }));
    const left = await pidIn(path('left'));
    process.kill(Number(await parentOf(await running.pid)), 'SIGKILL');
    expect(await running.ended).toEqual({ kind: 'guard-lost' });
    expect(await isAlive(left)).toBe(false);
    expect(await isAlive(await running.pid)).toBe(false);
  });
});
