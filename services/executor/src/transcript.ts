import type { BlobRef } from '@atms/contracts';
import type { BlobStore, Signals } from '@atms/eventsourcing';
import { createOutputTail } from '@atms/platform/process';

/** What an attempt printed: told live as signals, kept whole up to a limit, stored as a blob at the end. */
export function createTranscript(options: {
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly key: { readonly workflowId: string; readonly taskId: string; readonly attempt: number };
}) {
  const tail = createOutputTail({ headBytes: 256 * 1024, tailBytes: 1024 * 1024 });
  const encoder = new TextEncoder();
  return {
    write(text: string) {
      tail.append(encoder.encode(text));
      options.signals.publish('progress.output', { ...options.key, text });
    },
    progress(percent: number) {
      options.signals.publish('progress.percent', { ...options.key, percent });
    },
    async store(): Promise<BlobRef | undefined> {
      if (tail.totalBytes === 0) return undefined;
      return options.blobs.put(encoder.encode(tail.text()));
    },
  };
}
export type Transcript = ReturnType<typeof createTranscript>;
