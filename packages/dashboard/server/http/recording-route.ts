// GET /api/recording: the last fifteen minutes, from before the page was opened.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Recorder } from '../recorder.ts';

const PART_CHARS = 256 * 1024;

export function recordingRoute(app: FastifyInstance, recorder: Pick<Recorder, 'parts'>): void {
  app.get('/api/recording', (_request, reply) =>
    reply.type('application/json').send(Readable.from(gathered(recorder.parts()), { objectMode: false })),
  );
}

/** Small parts together, so that a stream of many frames is not many writes. */
function* gathered(parts: readonly string[]): Generator<string> {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < PART_CHARS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
