import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { createHttpServer } from './http/server.ts';

const config = loadConfig(process.env);
const app = await createApp(config);
const server = createHttpServer(app.router);
server.listen(config.port, () => console.log(`auth-service listens on ${config.publicUrl}`));
process.once('SIGTERM', () => server.close());
