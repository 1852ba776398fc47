import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { requestSignal } from './request-signal.ts';
import { sendBytes } from './send-bytes.ts';

/** A reply whose caller reset its stream before the handler ran: nothing drains, and `close` has long been told. */
function replyToNobody(): FastifyReply {
  const raw = Object.assign(new EventEmitter(), {
    destroyed: false,
    writableEnded: false,
    stream: { destroyed: true, closed: true, close: () => {} },
    writeHead: () => {},
    write: () => false,
    end: () => {},
  });
  return {
    raw,
    hijack: () => {},
    getHeaders: () => ({}),
    log: { warn: () => {} },
  } as unknown as FastifyReply;
}

it('a download that nobody reads any more closes its source', async () => {
  let closed = false;
  async function* bytes() {
    try {
      for (;;) yield new Uint8Array(1024);
    } finally {
      closed = true;
    }
  }
  const reply = replyToNobody();
  await sendBytes(reply, 200, {}, { bytes: bytes() }, requestSignal(reply));
  expect(closed).toBe(true);
});
