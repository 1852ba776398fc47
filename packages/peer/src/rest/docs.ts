// The OpenAPI document, and a page to read and try it. The page's script is 5 MB, so it is loaded on the first visit
// only; it comes from this peer, and the policy lets the page talk to this peer alone.
import type { RestApp } from './rest-app.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Acorde peer API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <script id="api-reference" data-url="/openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"hideClientButton":true,"showDeveloperTools":"never","agent":{"disabled":true}}'></script>
    <script src="/docs/scalar.js"></script>
  </body>
</html>
`;

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Mounts /openapi.json and /docs. */
export function mountDocs(app: RestApp): void {
  const documented: { json?: string } = {};
  app.get('/openapi.json', async (_request, reply) => {
    documented.json ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(documented.json);
  });
  app.get('/docs', async (_request, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  const script: { text?: Promise<string> } = {};
  app.get('/docs/scalar.js', async (_request, reply) => {
    script.text ??= loadScript();
    return reply
      .header('cache-control', 'private, max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send(await script.text);
  });
}

/** The plugin carries the browser's script and serves it by a route of its own: asked for once, without a socket. */
async function loadScript(): Promise<string> {
  const [{ default: Fastify }, { default: scalar }] = await Promise.all([
    import('fastify'),
    import('@scalar/fastify-api-reference'),
  ]);
  const shelf = Fastify({ logger: false });
  shelf.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
  const { body } = await shelf.inject('/docs/js/scalar.js');
  await shelf.close();
  return body;
}
