import type { App } from '../../app.ts';

export function register(app: App): void {
  app.router.route('GET', '/health', () => ({ status: 200, body: { status: 'up' } }));
}
