import { describe, expect, it } from 'vitest';
import { childEnvironment } from './environment.mjs';

describe('the environment of what the scripts start', () => {
  it('keeps what is of no concern to npm, git or Node', () => {
    const given = { PATH: '/bin', HOME: '/nowhere', HTTPS_PROXY: 'http://proxy', CI: 'true' };
    expect(childEnvironment(given)).toEqual(given);
  });

  it('keeps how the registry is reached', () => {
    const given = {
      npm_config_registry: 'https://example.org/',
      npm_config_https_proxy: 'http://proxy',
      NPM_CONFIG_CAFILE: '/ca.pem',
      npm_config_userconfig: '/npmrc',
      pnpm_config_store_dir: '/store',
    };
    expect(childEnvironment(given)).toEqual(given);
  });

  it('drops what npm says to the script that it runs', () => {
    const given = {
      npm_config_workspace: 'one',
      npm_config_call: 'atms',
      npm_config_package: 'atms',
      npm_config_omit: 'dev',
      npm_config_ignore_scripts: 'true',
      npm_lifecycle_event: 'start',
      npm_package_name: 'atms',
      INIT_CWD: '/nowhere',
    };
    expect(childEnvironment(given)).toEqual({});
  });

  it('drops the repository that a git hook works on', () => {
    const given = { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index', GIT_CONFIG_COUNT: '1' };
    expect(childEnvironment(given)).toEqual({});
    expect(childEnvironment({ GIT_SSH_COMMAND: 'ssh' })).toEqual({ GIT_SSH_COMMAND: 'ssh' });
  });

  it('drops what would leave out the development dependencies', () => {
    expect(childEnvironment({ NODE_ENV: 'production' })).toEqual({});
  });

  it.each([
    ['--require ./hook.cjs', undefined],
    ['--import=tsx --max-old-space-size=4096', '--max-old-space-size=4096'],
    ['-r ./hook.cjs --use-openssl-ca', '--use-openssl-ca'],
    ['--inspect-brk=9229 --no-warnings', '--no-warnings'],
    ['--require "./a file.cjs" --no-warnings', '--no-warnings'],
    ['--title="two words"', '--title="two words"'],
  ])('of the options of Node %s it keeps %s', (given, kept) => {
    expect(childEnvironment({ NODE_OPTIONS: given }).NODE_OPTIONS).toBe(kept);
  });
});
