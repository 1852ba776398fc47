import type { InjectOptions } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { realSystem } from '../../system.ts';
import { type AppOptions, buildApp } from '../app.ts';
import type { RestApp } from '../rest-app.ts';
import { createFakePeer, type FakePeer, TOKEN } from './fake-peer.ts';

export interface TestApp {
  readonly app: RestApp;
  readonly peer: FakePeer;
  /** A request by a caller that may write, to a name that is allowed. */
  ask(options: InjectOptions & { url: string }): ReturnType<RestApp['inject']>;
}

/** The app over a fake peer; every answer is checked against its schema. */
export async function createTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const peer = createFakePeer();
  const app = buildApp({ guard: { tokenForAll: false, scheme: 'http' }, ...options }, peer, realSystem);
  app.setSerializerCompiler(serializerCompiler);
  await app.ready();
  return {
    app,
    peer,
    ask: ({ headers, ...rest }) =>
      app.inject({
        ...rest,
        headers: { host: 'localhost:8080', authorization: `Bearer ${TOKEN}`, ...headers },
      }) as ReturnType<RestApp['inject']>,
  };
}
