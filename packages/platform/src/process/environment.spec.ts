import { describe, expect, it } from 'vitest';
import { allowedEnvironment } from './environment.ts';

describe('the environment of an agent', () => {
  it('has what a command needs to find programs, folders, language, network and registry', () => {
    const needed = {
      PATH: '/bin',
      HOME: '/users/ada',
      USER: 'ada',
      LOGNAME: 'ada',
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      TMPDIR: '/tmp',
      XDG_CACHE_HOME: '/cache',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      npm_config_registry: 'https://registry.example',
      npm_config_cache: '/npm',
      NPM_CONFIG_USERCONFIG: '/npmrc',
      HTTPS_PROXY: 'http://proxy.example',
      no_proxy: 'localhost',
    };
    expect(allowedEnvironment(needed, {})).toEqual({ ...needed, TERM: 'dumb' });
  });

  it('has nothing else of ours, and no secret even under an allowed prefix', () => {
    const ours = {
      ANTHROPIC_API_KEY: 'secret',
      GITHUB_TOKEN: 'secret',
      NPM_CONFIG__AUTH: 'secret',
      'NPM_CONFIG_//registry.example/:_authToken': 'secret',
      XDG_PASSWORD: 'secret',
      ATMS_COOKIE: 'dir/T1/1',
      GIT_DIR: '/elsewhere/.git',
      TERM: 'xterm-256color',
      npm_config_user_agent: 'npm',
    };
    expect(allowedEnvironment(ours, {})).toEqual({ TERM: 'dumb' });
  });

  it('lets a secret through that is allowed by its name, and only that', () => {
    const ours = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b' };
    expect(allowedEnvironment(ours, {}, ['ANTHROPIC_API_KEY'])).toEqual({
      ANTHROPIC_API_KEY: 'a',
      TERM: 'dumb',
    });
  });

  it('never has what steers our own Node or comes from our own npm, allowed or not', () => {
    const ours = {
      NODE_OPTIONS: '--inspect',
      NPM_CONFIG_NODE_OPTIONS: '--inspect',
      INIT_CWD: '/here',
      npm_lifecycle_event: 'start',
      npm_package_name: 'atms',
    };
    expect(allowedEnvironment(ours, {}, Object.keys(ours))).toEqual({ TERM: 'dumb' });
  });

  it('finds the user’s tools and not ours when npm started us', () => {
    const PATH = '/atms/node_modules/.bin:/lib/node_modules/npm/node-gyp-bin:/usr/bin:/bin';
    const byNpm = allowedEnvironment({ PATH, npm_lifecycle_event: 'start' }, {});
    expect(byNpm['PATH']).toBe('/usr/bin:/bin');
    expect(allowedEnvironment({ PATH }, {})['PATH']).toBe(PATH);
  });

  it('takes what is given for this command as it is, above all else', () => {
    const extra = { PATH: '/own', TERM: 'vt100', DEPLOY_TOKEN: 'given' };
    expect(allowedEnvironment({ PATH: '/bin' }, extra)).toEqual(extra);
  });
});
