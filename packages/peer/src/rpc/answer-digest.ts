// Members answer the same again and again: their neighbours at every turn of stabilize, their list with every key that
// they own. Such an answer carries a digest; who sends it along with the next question hears `unchanged` instead.
import { createHash } from 'node:crypto';
import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf';

export const ANSWER_DIGEST_BYTES = 16;

/** The first half of SHA-256 over a message; all that is asked of it is that two lists in use never share it. */
export function answerDigest<D extends DescMessage>(desc: D, message: MessageShape<D>): Buffer {
  return createHash('sha256').update(toBinary(desc, message)).digest().subarray(0, ANSWER_DIGEST_BYTES);
}
