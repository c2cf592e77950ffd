import { describe, expect, it } from 'vitest';
import { attemptGitEnvironment, ownGitEnvironment } from './environment.ts';

describe('the environment of our own git calls', () => {
  it('lets no variable through that would point git at another repository, index or identity', () => {
    const env = ownGitEnvironment({
      PATH: '/bin',
      GIT_DIR: '/elsewhere/.git',
      GIT_INDEX_FILE: '/elsewhere/index',
      GIT_WORK_TREE: '/elsewhere',
      GIT_OBJECT_DIRECTORY: '/elsewhere/objects',
      GIT_CONFIG_COUNT: '1',
      GIT_COMMITTER_EMAIL: 'caller@example.com',
      SECRET: 'x',
    });
    expect(env).toMatchObject({ PATH: '/bin', LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' });
    expect(env['GIT_COMMITTER_EMAIL']).toBe('atms@atms.invalid');
    for (const name of ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE', 'GIT_OBJECT_DIRECTORY']) {
      expect(env).not.toHaveProperty(name);
    }
    expect(env).not.toHaveProperty('GIT_CONFIG_COUNT');
    expect(env).not.toHaveProperty('SECRET');
  });
});

describe('the environment of an attempt', () => {
  const env = attemptGitEnvironment({ name: 'worker', email: 'w@attempt.invalid' });

  it('names the attempt as author and committer', () => {
    expect(env).toMatchObject({
      GIT_AUTHOR_NAME: 'worker',
      GIT_AUTHOR_EMAIL: 'w@attempt.invalid',
      GIT_COMMITTER_NAME: 'worker',
      GIT_COMMITTER_EMAIL: 'w@attempt.invalid',
    });
  });

  it('gives every setting as a numbered pair, as many as it announces', () => {
    const keys = Object.keys(env).filter((name) => name.startsWith('GIT_CONFIG_KEY_'));
    expect(env['GIT_CONFIG_COUNT']).toBe(String(keys.length));
    expect(env['GIT_CONFIG_KEY_0']).toBe('core.hooksPath');
    expect(env['GIT_CONFIG_VALUE_0']).toBe('/dev/null');
  });
});
