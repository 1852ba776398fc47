// The parts of the OpenAPI document that are no route.
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
