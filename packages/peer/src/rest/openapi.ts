// The parts of the OpenAPI document that do not come from the routes' schemas.
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Acorde peer',
    version: '1.0.0',
    description:
      'One peer of an Acorde network: files by content, shared under names, found and fetched from any peer. ' +
      'Reads on loopback need no token; writes need the write token as a bearer token.',
  },
  tags: [
    { name: 'Files', description: 'Put, get, find and delete' },
    { name: 'Ring', description: 'Who succeeds whom, and who owns a key' },
    { name: 'Network', description: 'Peers and admission' },
    { name: 'Operations', description: 'This peer: state, probes, metrics' },
  ],
  components: {
    securitySchemes: {
      writeToken: { type: 'http' as const, scheme: 'bearer', description: 'Needed for writes' },
    },
  },
};

/** Bytes have no schema that could check them, so a route that takes raw bytes says so only here. */
export const documentRoute: typeof jsonSchemaTransform = (document) => {
  const { schema, url } = jsonSchemaTransform(document);
  if (schema?.consumes?.includes('application/octet-stream') !== true) return { schema, url };
  return { schema: { ...schema, body: { type: 'string', format: 'binary' } }, url };
};
