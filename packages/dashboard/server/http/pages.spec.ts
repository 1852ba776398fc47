import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashesIn, pages } from './pages.ts';
import { precompress } from './precompress.ts';

const hashOf = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;

test('inline scripts are found with their exact text, linked and empty ones are not', () => {
  const html = `<script src="/a.js" async=""></script><script>one()</script>
    <script id="data" type="application/json">{"a":1}</script><SCRIPT defer>\n two()\n</SCRIPT><script></script>`;
  expect(hashesIn(html)).toEqual([hashOf('one()'), hashOf('{"a":1}'), hashOf('\n two()\n')]);
});

describe('pages that were compressed when they were built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-pages-'));
  const page = `<!doctype html><script>one()</script>${'<p>Hola</p>'.repeat(200)}`;
  const script = 'export const words = ["la", "la"];\n'.repeat(100);
  const asset = '/_next/static/chunks/0abc.js';
  let app: FastifyInstance;

  beforeAll(async () => {
    mkdirSync(join(folder, '_next/static/chunks'), { recursive: true });
    mkdirSync(join(folder, 'lab'));
    writeFileSync(join(folder, 'index.html'), page);
    writeFileSync(join(folder, 'lab/index.html'), page);
    writeFileSync(join(folder, asset), script);
    writeFileSync(join(folder, 'short.txt'), 'short');
    writeFileSync(join(folder, 'font.woff2'), Buffer.alloc(4096));
    expect(precompress(folder).files).toBe(3);
    app = fastify();
    await pages(app, folder);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

  test('go out as brotli to a browser, and as gzip to who knows only that', async () => {
    const best = await get(asset, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(best.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(best.headers['content-type']).toMatch(/javascript/);
    expect(brotliDecompressSync(best.rawPayload).toString()).toBe(script);
    const other = await get(asset, { 'accept-encoding': 'gzip' });
    expect(other.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(other.rawPayload).toString()).toBe(script);
  });

  test.each([{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'br;q=0, gzip;q=0' }])(
    'go out as they are to who asks with %o',
    async (headers) => {
      const plain = await get(asset, headers);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.headers.vary).toBe('accept-encoding');
      expect(plain.body).toBe(script);
    },
  );

  test.each(['/', '/index.html', '/lab/'])('keep their policy and their type at %s', async (url) => {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { headers, statusCode } = await get(url, { 'accept-encoding': encoding });
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toMatch(/^text\/html/);
      expect(headers['content-security-policy']).toContain(hashOf('one()'));
      expect(headers['cache-control']).toBe('no-cache');
    }
  });

  test('are kept for good under a hashed name, and asked for again with a tag of their own otherwise', async () => {
    const hashed = await get(asset, { 'accept-encoding': 'br' });
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (encoding) => (await get('/', { 'accept-encoding': encoding })).headers.etag as string,
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const again = await get('/', { 'accept-encoding': 'br', 'if-none-match': tags[0]! });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('leave what is short or packed already alone', async () => {
    for (const url of ['/short.txt', '/font.woff2'])
      expect((await get(url, { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });
});
