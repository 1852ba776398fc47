// The command in a test: a folder of its own, output that is kept, and peers that are a function.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { realSystem } from '../../system.ts';
import type { CliActions } from '../cli-actions.ts';
import type { CliDeps } from '../cli-deps.ts';
import { runCli } from '../run-cli.ts';

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** What was sent, once it has all come. */
  readonly body: Buffer;
}

/** Answers like a peer; null stands for an unknown path. */
export type FakePeer = (request: FakeRequest) => Response | Promise<Response> | null;

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly output: Buffer;
}

export interface FakeCli {
  readonly cwd: string;
  readonly requests: FakeRequest[];
  /** Calls of the actions, by name. */
  readonly called: [name: string, argument: unknown][];
  env: Record<string, string>;
  stdin: string;
  peer: FakePeer;
  /** Batches to that peer; none unless given. */
  batches: CliDeps['batches'];
  /** What the actions do. */
  actions: Partial<CliActions>;
  readonly interrupt: AbortController;
  system: CliDeps['system'];
  run(...args: string[]): Promise<CliRun>;
  remove(): void;
}

export function createFakeCli(): FakeCli {
  const cwd = mkdtempSync(join(tmpdir(), 'acorde-cli-'));
  const requests: FakeRequest[] = [];
  const called: [string, unknown][] = [];

  async function fakeFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    init.signal?.throwIfAborted();
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true });
    });
    const answer = fake.peer(await gather(String(input), init));
    return Promise.race([answer ?? problem(404, 'NOT_FOUND', 'no such path'), aborted]);
  }

  async function gather(url: string, init: RequestInit): Promise<FakeRequest> {
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of (init.body ?? []) as AsyncIterable<Uint8Array>)
        pieces.push(Buffer.from(piece));
    } catch (error) {
      throw new TypeError('fetch failed', { cause: error });
    }
    const headers = new Headers(init.headers);
    const request = { method: init.method ?? 'GET', url: new URL(url), headers, body: Buffer.concat(pieces) };
    requests.push(request);
    return request;
  }

  const act =
    (name: keyof CliActions) =>
    async (argument: never): Promise<never> => {
      called.push([name, argument]);
      const result = await (fake.actions[name] as ((argument: never) => unknown) | undefined)?.(argument);
      return (result ?? 0) as never;
    };

  const fake: FakeCli = {
    cwd,
    requests,
    called,
    env: { ACORDE_API: 'http://peer' },
    stdin: '',
    peer: () => null,
    batches: undefined,
    actions: {},
    interrupt: new AbortController(),
    system: realSystem,
    async run(...args) {
      const out: Buffer[] = [];
      const err: string[] = [];
      const code = await runCli(args, {
        stdout: { write: (data) => out.push(Buffer.from(data)) > 0, once: () => {} },
        stderr: { write: (data) => err.push(String(data)) > 0, once: () => {} },
        stdin: Readable.from(fake.stdin === '' ? [] : [Buffer.from(fake.stdin)]),
        env: fake.env,
        cwd,
        fetch: fakeFetch as typeof globalThis.fetch,
        batches: fake.batches,
        system: fake.system,
        signal: fake.interrupt.signal,
        actions: {
          serve: act('serve'),
          fleetStart: act('fleetStart'),
          networkInit: act('networkInit'),
          networkIssue: act('networkIssue'),
          eventsTail: act('eventsTail'),
          eventsPublish: act('eventsPublish'),
        },
        version: '0.1.0',
      });
      const output = Buffer.concat(out);
      return { code, stdout: output.toString(), stderr: err.join(''), output };
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
  return fake;
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}

export function problem(status: number, code: string, detail: string): Response {
  return json({ type: `urn:acorde:error:${code}`, title: code, status, code, detail }, status);
}

/** What fetch throws when nobody listens. */
export function refused(): never {
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
}
