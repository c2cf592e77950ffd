/**
 * The beginning and the end of a long output, in memory of fixed size: what was asked is mostly said first, what went
 * wrong mostly last.
 */
export interface OutputTail {
  /** Copies what it keeps; the chunk may be reused. */
  append(chunk: Uint8Array): void;
  /** What is kept, as text. Bytes that are not UTF-8 become U+FFFD; what is missing is said in a line of its own. */
  text(): string;
  readonly totalBytes: number;
  /** How much of `totalBytes` is no longer there. */
  readonly leftOutBytes: number;
}

export interface OutputTailOptions {
  readonly headBytes?: number;
  readonly tailBytes?: number;
}

const DEFAULT_HEAD_BYTES = 16 * 1024;
const DEFAULT_TAIL_BYTES = 48 * 1024;

/** An output of up to `headBytes + tailBytes` is kept whole. */
export function createOutputTail(options: OutputTailOptions = {}): OutputTail {
  const head = createHead(options.headBytes ?? DEFAULT_HEAD_BYTES);
  const tail = createRing(options.tailBytes ?? DEFAULT_TAIL_BYTES);
  let totalBytes = 0;
  const leftOutBytes = () => totalBytes - head.bytes().length - tail.bytes().length;
  return {
    append(chunk) {
      totalBytes += chunk.length;
      tail.append(chunk.subarray(head.append(chunk)));
    },
    text() {
      const leftOut = leftOutBytes();
      if (leftOut === 0) return Buffer.concat([head.bytes(), tail.bytes()]).toString('utf8');
      const [start, end] = [withoutCutEnd(head.bytes()), withoutCutStart(tail.bytes())];
      return `${start.toString('utf8')}\n[… ${leftOut} bytes left out …]\n${end.toString('utf8')}`;
    },
    get totalBytes() {
      return totalBytes;
    },
    get leftOutBytes() {
      return leftOutBytes();
    },
  };
}

function createHead(capacity: number) {
  let kept = Buffer.alloc(0);
  return {
    /** Returns how many bytes it took. */
    append(chunk: Uint8Array): number {
      const taken = chunk.subarray(0, capacity - kept.length);
      if (taken.length > 0) kept = Buffer.concat([kept, taken]);
      return taken.length;
    },
    bytes: () => kept,
  };
}

/** The last `capacity` bytes; the memory is taken once, when the first byte arrives. */
function createRing(capacity: number) {
  let ring = Buffer.alloc(0);
  let written = 0;
  return {
    append(chunk: Uint8Array): void {
      if (chunk.length === 0 || capacity === 0) return;
      if (ring.length === 0) ring = Buffer.alloc(capacity);
      const last = chunk.subarray(-capacity);
      const at = (written + chunk.length - last.length) % capacity;
      const untilEdge = Math.min(last.length, capacity - at);
      ring.set(last.subarray(0, untilEdge), at);
      ring.set(last.subarray(untilEdge), 0);
      written += chunk.length;
    },
    bytes(): Buffer {
      if (written <= capacity) return ring.subarray(0, written);
      const at = written % capacity;
      return Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
    },
  };
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & 0xc0) === 0x80;

/** A character that our own cut halved is left out: it was not the program's fault. */
function withoutCutStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

function withoutCutEnd(bytes: Buffer): Buffer {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && isContinuation(bytes[lead])) lead -= 1;
  const missing = sequenceLength(bytes[lead] ?? 0) > bytes.length - lead;
  return missing ? bytes.subarray(0, lead) : bytes;
}

/** How many bytes the UTF-8 sequence has that begins with this one. */
function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
