import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputTail } from './output-tail.ts';

const sizes = fc.record({ headBytes: fc.nat(12), tailBytes: fc.nat(12) });
const bytes = fc.uint8Array({ maxLength: 60 });

describe('an output tail, for any output', () => {
  it('says the same however the output was cut into chunks', () => {
    fc.assert(
      fc.property(sizes, fc.array(bytes), (options, chunks) => {
        const [pieces, whole] = [createOutputTail(options), createOutputTail(options)];
        for (const chunk of chunks) pieces.append(chunk);
        whole.append(Buffer.concat(chunks));
        expect(pieces.text()).toBe(whole.text());
      }),
    );
  });

  it('accounts for every byte and keeps as many as it may', () => {
    fc.assert(
      fc.property(sizes, fc.array(bytes), (options, chunks) => {
        const tail = createOutputTail(options);
        for (const chunk of chunks) tail.append(chunk);
        const total = Buffer.concat(chunks).length;
        const room = options.headBytes + options.tailBytes;
        expect([tail.totalBytes, tail.leftOutBytes]).toEqual([total, Math.max(0, total - room)]);
      }),
    );
  });
});
