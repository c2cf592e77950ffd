import { describe, expect, it } from 'vitest';
import { run, useWorkplace } from './fixtures/live.ts';
import { startGuarded } from './guarded-process.ts';
import { createOutputTail } from './output-tail.ts';

const MEBIBYTE = 1024 * 1024;

const workplace = useWorkplace();
const { options, path } = workplace;

describe('output', () => {
  it('beyond the limit ends the command, and nothing beyond the limit is delivered', async () => {
    const command = 'trap "" TERM; exec yes';
    const { end, stdout } = await run(options({ command, maxOutputBytes: MEBIBYTE }));
    expect(end).toEqual({ kind: 'output-limit' });
    expect(stdout.length).toBe(MEBIBYTE);
  });

  it('counts both streams together, also when the command has ended meanwhile', async () => {
    const command = 'echo 12345; echo 67890 >&2';
    expect((await run(options({ command, maxOutputBytes: 11 }))).end).toEqual({
      kind: 'output-limit',
    });
    expect((await run(options({ command, maxOutputBytes: 12 }))).end.kind).toBe('exited');
  });

  it('is delivered whole, to the last byte, before the end is told', async () => {
    const { stdout } = await run(options({ command: 'head -c 3000000 /dev/zero; printf end' }));
    expect(stdout.length).toBe(3_000_003);
    expect(stdout.subarray(-3).toString()).toBe('end');
  });

  it('that is not UTF-8 arrives as it was written', async () => {
    const { stdout } = await run(options({ command: String.raw`printf '\377\376\303('` }));
    expect([...stdout]).toEqual([0xff, 0xfe, 0xc3, 0x28]);
  });

  it('of 100 MB in a single line takes no more memory than the kept ends of it', async () => {
    const output = createOutputTail();
    let peak = 0;
    const before = process.memoryUsage().rss;
    const running = startGuarded(
      options({
        command: 'head -c 100000000 /dev/zero',
        maxOutputBytes: 200 * MEBIBYTE,
        onOutput(chunk) {
          output.append(chunk);
          peak = Math.max(peak, process.memoryUsage.rss());
        },
      }),
    );
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
    expect(output.totalBytes).toBe(100_000_000);
    expect(peak - before).toBeLessThan(60 * MEBIBYTE);
  });

  it('arrives also where no real pipe can be made', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = path('missing');
    const finished = run(options({ command: 'echo out; echo err >&2' }));
    const { end, stdout, stderr } = await finished.finally(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect([stdout.toString(), stderr.toString()]).toEqual(['out\n', 'err\n']);
  });

  it('leaves no pipe and no folder behind', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = workplace.folder;
    await run(options({ command: 'echo out' })).finally(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    expect((await run(options({ command: 'ls -A' }))).stdout.toString()).toBe('');
  });
});
