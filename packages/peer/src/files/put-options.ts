import { AcordeError } from '@acorde/protocol';
import { entryName } from '../records/entry-name.ts';
import { FILE_BYTES_MAX } from '../store/chunk.ts';
import type { PutOptions } from './file-service.ts';
import { mediaTypeOf } from './media-type.ts';

const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(; ?[\w.-]+=[\w.-]+)*$/;

export type CheckedPut<Options extends PutOptions = PutOptions> = Options & { readonly mediaType: string };

/** What a put may say of its file; the media type is guessed from the name where it is not given.
 * Errors: INVALID_ARGUMENT, FILE_TOO_LARGE. */
export function checkPut<Options extends PutOptions>(options: Options): CheckedPut<Options> {
  const name = entryName(options.name);
  const mediaType = options.mediaType || mediaTypeOf(name);
  if (!MEDIA_TYPE.test(mediaType)) throw invalid('the media type must be like text/plain');
  const { size, sha256 } = options;
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
    throw invalid('the size is not a count of bytes');
  if (size !== undefined && size > FILE_BYTES_MAX)
    throw new AcordeError('FILE_TOO_LARGE', 'a file has at most 1 TiB');
  if (sha256 && !/^[0-9a-f]{64}$/.test(sha256)) throw invalid('sha256 must be 64 lowercase hex digits');
  return { ...options, name, mediaType };
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
