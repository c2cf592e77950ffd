/** For `vi.waitFor`: a fact is looked for this often; the limit is only a safety net. */
export const patience = { timeout: 120_000, interval: 50 };
