// Beside each text of the exported pages its brotli and gzip forms, made once and as small as they get, so that the
// gateway spends nothing on compression when it is asked.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXTS: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.svg', '.txt', '.json']);
/** Below this a response is one packet either way. */
const BYTES_MIN = 1024;

export interface Compressed {
  readonly files: number;
  readonly bytes: number;
  readonly brotliBytes: number;
}

/** Writes NAME.br and NAME.gz beside each text of the folder that gets smaller by it. Returns the sums over those. */
export function precompress(folder: string): Compressed {
  const sum = { files: 0, bytes: 0, brotliBytes: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXTS.has(extname(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path);
    if (text.length < BYTES_MIN) continue;
    const brotli = brotliCompressSync(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    });
    const gzip = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
    if (brotli.length >= text.length || gzip.length >= text.length) continue;
    writeFileSync(`${path}.br`, brotli);
    writeFileSync(`${path}.gz`, gzip);
    sum.files += 1;
    sum.bytes += text.length;
    sum.brotliBytes += brotli.length;
  }
  return sum;
}
