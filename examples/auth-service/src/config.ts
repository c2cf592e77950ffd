/** What the service needs to know from outside. */
export interface Config {
  readonly port: number;
  /** Where people reach the service; without a slash at the end. */
  readonly publicUrl: string;
  readonly tokenSecret: string;
  /** A feature's own setting: the environment variable `name`, else `fallback`. */
  readonly setting: (name: string, fallback: string) => string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws when a value is missing or makes no sense: better no start than a wrong one */
export function loadConfig(env: Environment): Config {
  const port = Number(env.PORT ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be a number from 0 to 65535, not "${env.PORT}"`);
  }
  const tokenSecret = env.TOKEN_SECRET ?? '';
  if (tokenSecret.length < 32) {
    throw new Error('TOKEN_SECRET must have at least 32 characters');
  }
  return {
    port,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${port}`,
    tokenSecret,
    setting: (name, fallback) => env[name] ?? fallback,
  };
}
