import { describe, expect, it } from 'vitest';
import { slugOf } from './slug.ts';

describe('the branch name of a plan', () => {
  it.each([
    ['User authentication', 'user-authentication'],
    ['  auth-service  ', 'auth-service'],
    ['Überprüfung: Straße & Café', 'uberprufung-straße-cafe'],
    ['../../refs/heads/main', 'refs-heads-main'],
    ['a..b~c^d:e?f*g[h\\i', 'a-b-c-d-e-f-g-h-i'],
    ['--help', 'help'],
    ['plan.lock', 'plan-lock'],
    ['认证 服务', '认证-服务'],
    ['!!!', 'plan'],
    ['', 'plan'],
  ])('of %j is %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('is cut at a length that fits into file names, without a dash at its end', () => {
    const slug = slugOf(`${'a'.repeat(59)} ${'b'.repeat(400)}`);
    expect(slug).toBe('a'.repeat(59));
  });
});
