// The pages: static files as `next build` exported them. Its inline scripts are allowed one by one, by their hashes, so
// nothing that is smuggled into a page runs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const HASHED_ASSETS = '/_next/static/';
const NOT_BUILT = `<!doctype html><html lang="en"><title>Acorde</title>
<p>The dashboard's pages are not built yet. Run <code>npm run build</code> in packages/dashboard, then reload.</p>
<p>The API works: <a href="/api/fleet">/api/fleet</a>.</p></html>`;

export async function pages(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', (_request, reply) => reply.code(503).type('text/html').send(NOT_BUILT));
    return;
  }
  const policy = contentSecurityPolicy(inlineScriptHashes(folder));
  await app.register(fastifyStatic, {
    root: folder,
    extensions: ['html'],
    dotfiles: 'deny',
    redirect: true,
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, sentPath) {
      const path = sentPath.replace(/[.](br|gz)$/, '');
      const hashed = path.replaceAll('\\', '/').includes(HASHED_ASSETS);
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.endsWith('.html')) reply.header('content-security-policy', policy);
    },
  });
}

/** `'sha256-...'` of every inline script in the exported pages. */
export function inlineScriptHashes(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const texts = names
    .filter((name) => name.endsWith('.html'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return [...new Set(texts.flatMap(hashesIn))].sort();
}

/** Exported for its test. */
export function hashesIn(html: string): string[] {
  const scripts = html.matchAll(/<script(?<attributes>[^>]*)>(?<code>[\s\S]*?)<\/script>/gi);
  return [...scripts]
    .filter(({ groups }) => !/\ssrc\s*=/i.test(groups?.attributes ?? '') && groups?.code !== '')
    .map(
      ({ groups }) =>
        `'sha256-${createHash('sha256')
          .update(groups?.code ?? '')
          .digest('base64')}'`,
    );
}

function contentSecurityPolicy(scriptHashes: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
