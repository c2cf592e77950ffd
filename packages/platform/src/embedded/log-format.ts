import { AtmsError } from '@atms/eventsourcing';

/** Grows by one with each change that an older ATMS cannot read. */
export const logFormat = 1;

/** @throws AtmsError `newer-data-format`: an older ATMS neither reads nor repairs what a newer one wrote. */
export function refuseNewerFormat(path: string, rows: readonly unknown[]): void {
  const [row] = rows as readonly { readonly user_version: number }[];
  const found = row?.user_version ?? 0;
  if (found <= logFormat) return;
  throw new AtmsError(
    'newer-data-format',
    `${path} has format ${found}, this ATMS reads up to ${logFormat}; use the ATMS that wrote it, or a newer one`,
    { fields: { path, found, supported: logFormat } },
  );
}
