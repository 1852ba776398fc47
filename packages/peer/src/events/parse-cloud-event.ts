// A message of the broker as a CloudEvent. Anybody who may publish may send anything, so all that readers use is checked.
import { z } from 'zod';
import type { CloudEvent } from './cloud-event.ts';

const BODY_BYTES_MAX = 1024 * 1024;

const shape = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(256),
  source: z.string().min(1).max(256),
  type: z.string().regex(/^acorde\.v1\.[a-z]+\.[a-z]+$/),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json').default('application/json'),
  peerid: z.string().max(64).default(''),
  incarnation: z.string().max(20).default('0'),
  sequence: z.string().max(20).default('0'),
  data: z.record(z.string(), z.unknown()),
});

/** Null for what is none of this version. */
export function parseCloudEvent(body: Uint8Array): CloudEvent | null {
  if (body.length > BODY_BYTES_MAX) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(body).toString())) as unknown as CloudEvent;
  } catch {
    return null;
  }
}
