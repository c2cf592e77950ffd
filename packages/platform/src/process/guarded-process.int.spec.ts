import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAlive, pidIn, run, STUBBORN, until, useWorkplace } from './fixtures/live.ts';
import { COOKIE_VARIABLE, startGuarded, type GuardedProcessOptions } from './guarded-process.ts';
import { createOutputTail } from './output-tail.ts';

const MEBIBYTE = 1024 * 1024;

const workplace = useWorkplace();
const { options, path } = workplace;

describe('a guarded command', () => {
  it('runs in its folder with its environment and nothing else', async () => {
    const env = { ...options().env, GREETING: 'hello' };
    const { end, stdout } = await run(options({ command: 'pwd -P; env', env }));
    const [cwd, ...lines] = stdout.toString().trimEnd().split('\n');
    const names = lines.map((line) => line.slice(0, line.indexOf('=')));
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(cwd).toBe(workplace.folder);
    expect(new Set(names)).toEqual(new Set(['PATH', 'GREETING', 'PWD', COOKIE_VARIABLE]));
  });

  it('delivers both streams apart and tells the exit code', async () => {
    const { end, stdout, stderr } = await run(
      options({ command: 'echo out; echo err >&2; exit 3' }),
    );
    expect({ end, stdout: stdout.toString(), stderr: stderr.toString() }).toEqual({
      end: { kind: 'exited', exitCode: 3 },
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('takes a list of arguments as it is, without a shell', async () => {
    const { stdout } = await run(options({ command: ['printf', '%s|', '$HOME', 'a b', '*'] }));
    expect(stdout.toString()).toBe('$HOME|a b|*|');
  });

  it('tells its process id', async () => {
    const running = startGuarded(options({ command: STUBBORN }));
    const pid = await running.pid;
    expect(await pidIn(path('ready'))).toBe(pid);
    running.kill('seen enough');
    await running.ended;
  });

  it('tells a signal that others sent', async () => {
    const { end } = await run(options({ command: 'kill -9 $$' }));
    expect(end).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  it('is told what is written to it, and that there is no more', async () => {
    const output = createOutputTail();
    const running = startGuarded(
      options({ command: 'cat', stdin: 'pipe', onOutput: (chunk) => output.append(chunk) }),
    );
    running.write('{"a":1}');
    running.write('ü');
    running.closeInput();
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
    expect(output.text()).toBe('{"a":1}\nü\n');
  });

  it('may die before it is written to', async () => {
    const running = startGuarded(options({ command: 'exec 0<&-; exit 0', stdin: 'pipe' }));
    await until(async () => !(await isAlive(await running.pid)));
    running.write('x'.repeat(MEBIBYTE));
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
    running.write('anybody?');
    running.closeInput();
    running.write('still nobody');
    running.kill('too late');
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('can open its output by name, as it can in a terminal', async () => {
    const { end, stdout, stderr } = await run(
      options({ command: 'echo one > /dev/stdout; echo two > /dev/stderr' }),
    );
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect([stdout.toString(), stderr.toString()]).toEqual(['one\n', 'two\n']);
  });

  it('does not reach the guard’s control socket', async () => {
    const { end } = await run(options({ command: 'exec 2> /dev/null; echo "{}" >&3' }));
    expect(end).not.toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('carries our cookie and not one that was inherited', async () => {
    const env = { ...options().env, [COOKIE_VARIABLE]: 'another/task/7' };
    const { stdout } = await run(options({ command: `echo $${COOKIE_VARIABLE}`, env }));
    expect(stdout.toString().trim()).toBe(options().cookie);
  });

  it('is refused with a cookie that could not be found again', () => {
    expect(() => startGuarded(options({ cookie: '' }))).toThrow(RangeError);
    expect(() => startGuarded(options({ cookie: 'two words' }))).toThrow(RangeError);
  });

  it('runs beside many others, each with its own output', async () => {
    const numbers = Array.from({ length: 8 }, (_, index) => index);
    const all = await Promise.all(
      numbers.map((n) =>
        run(options({ command: `echo ${n}; exit ${n}`, cookie: `${workplace.folder}/${n}` })),
      ),
    );
    expect(all.map(({ stdout }) => Number(stdout.toString()))).toEqual(numbers);
    expect(all.map(({ end }) => end)).toEqual(
      numbers.map((exitCode) => ({ kind: 'exited', exitCode })),
    );
  });
});

describe('a command that cannot be started', () => {
  const refusal = async (more: Partial<GuardedProcessOptions>) => {
    const running = startGuarded(options(more));
    expect(await running.pid).toBeUndefined();
    const end = await running.ended;
    return end.kind === 'failed-to-start' ? end.message : end;
  };

  it('is reported when there is no such program', async () => {
    expect(await refusal({ command: ['no-such-program', 'x'] })).toBe(
      `cannot start "no-such-program" in ${workplace.folder}: there is no such command, or its interpreter is missing`,
    );
  });

  it('is reported when its folder is missing', async () => {
    const cwd = path('missing');
    expect(await refusal({ cwd })).toBe(`cannot start "sh" in ${cwd}: that folder does not exist`);
  });

  it('is reported when it is not executable', async () => {
    writeFileSync(path('plain'), 'echo hi');
    chmodSync(path('plain'), 0o644);
    expect(await refusal({ command: ['./plain'] })).toBe(
      `cannot start "./plain" in ${workplace.folder}: it is not an executable file, or may not be run by this user`,
    );
  });

  it('is reported when its arguments are too long or not possible', async () => {
    expect(await refusal({ command: ['echo', 'x'.repeat(3 * MEBIBYTE)] })).toContain('too long');
    expect(await refusal({ command: ['echo', 'a\0b'] })).toContain('cannot start "echo"');
  });
});
