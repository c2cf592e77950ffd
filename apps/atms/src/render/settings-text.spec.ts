import { describe, expect, it } from 'vitest';
import { createColours } from './colours.ts';
import { maskedValue, settingsText } from './settings-text.ts';

describe('the configuration', () => {
  it('shows each value with where it came from', () => {
    const settings = [
      { key: 'lease.ttl', value: '30s', origin: 'default' },
      { key: 'approvals.auto', value: ['read', 'test'], origin: 'ATMS_APPROVALS_AUTO' },
      { key: 'maxAgents', value: 4, origin: '/shop/atms.config.yaml:3' },
    ];
    expect(settingsText(settings, createColours(false)).split('\n')).toEqual([
      'lease.ttl       30s         default',
      'approvals.auto  read, test  ATMS_APPROVALS_AUTO',
      'maxAgents       4           /shop/atms.config.yaml:3',
    ]);
  });

  it('never shows a secret, and shows what is none', () => {
    const agents = [
      {
        kind: 'shell',
        slots: 2,
        env: {
          NODE_ENV: 'test',
          NPM_TOKEN: 'abc',
          URL: 'https://me:pass@host/',
          KEY: 'sk-abcd1234',
        },
        allowEnv: ['NPM_TOKEN'],
      },
    ];
    expect(maskedValue(agents)).toEqual([
      {
        kind: 'shell',
        slots: 2,
        env: { NODE_ENV: 'test', NPM_TOKEN: '***', URL: '***', KEY: '***' },
        allowEnv: ['NPM_TOKEN'],
      },
    ]);
  });
});
