// The arrows of the architecture, as rules: who may import whom. ARCHITECTURE.md draws them; `pnpm check` and
// test/tidy/arrows.spec.ts hold them. A path is relative to the root; type-only imports count, except in cycles.

const spec = '[.]spec[.]tsx?$';
const tests = `${spec}|^packages/[^/]+/test/|^e2e/|^test/`;
const edges = '^packages/peer/src/(rpc|rest|events|cli)/';
const domain = '^packages/peer/src/(files|records|repair|store|membership|identity)/';
const ports = '/ports[.]ts$';
const simulatorCommand = '^packages/simulator/src/(main[.]ts$|cli/)';
const wiring = '^packages/peer/src/(main|peer|serve)[.]ts$|^packages/peer/src/fleet/';
const publisher = '^packages/peer/src/events/amqp-';
const consumer = '^packages/dashboard/server/source/amqp-';

/** A package from the registry, found or not. */
const npm = (names) => `(^|/)node_modules/(${names})(/|$)|^(${names})(/|$)`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const packages = [
  {
    name: 'chord-imports-nothing',
    comment: 'The ring protocol is free of I/O and of dependencies: it talks to the world through its ports.',
    severity: 'error',
    from: { path: '^packages/chord/src/', pathNot: spec },
    to: { pathNot: '^packages/chord/src/' },
  },
  {
    name: 'chord-is-below-all',
    comment: 'Not even the tests of the ring protocol know another package.',
    severity: 'error',
    from: { path: '^packages/chord/' },
    to: { path: '^packages/(?!chord/)' },
  },
  {
    name: 'simulator-only-chord',
    comment:
      'The simulator drives chord nodes; it needs nothing else, so it runs in a browser too. Its command may use Node.',
    severity: 'error',
    from: { path: '^packages/simulator/', pathNot: `${tests}|${simulatorCommand}` },
    to: { pathNot: '^packages/(simulator|chord)/' },
  },
  {
    name: 'simulator-never-its-command',
    comment: 'What runs in a browser does not need the command line.',
    severity: 'error',
    from: { path: '^packages/simulator/', pathNot: `${tests}|${simulatorCommand}` },
    to: { path: simulatorCommand },
  },
  {
    name: 'protocol-only-chord',
    comment: 'The wire contract and its conversions know the core, and no one above.',
    severity: 'error',
    from: { path: '^packages/protocol/' },
    to: { path: '^packages/(?!protocol/|chord/)' },
  },
  {
    name: 'peer-stands-below-the-dashboard',
    comment: 'A peer is headless. The fleet starts the gateway by path.',
    severity: 'error',
    from: { path: '^packages/peer/' },
    to: { path: '^packages/dashboard/' },
  },
  {
    name: 'peer-simulated-only-in-tests',
    comment: 'A peer runs without the simulator; its tests run peers on simulated rings.',
    severity: 'error',
    from: { path: '^packages/peer/', pathNot: tests },
    to: { path: '^packages/simulator/' },
  },
  {
    name: 'dashboard-never-peer',
    comment: 'The dashboard knows peers by the wire contract alone.',
    severity: 'error',
    from: { path: '^packages/dashboard/' },
    to: { path: '^packages/peer/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const insideThePeer = [
  {
    name: 'edges-never-meet',
    comment: 'rpc, rest, events and cli translate for the domain; they share it, not each other.',
    severity: 'error',
    from: { path: edges },
    to: { path: edges, pathNot: '^packages/peer/src/$1/' },
  },
  {
    name: 'domain-never-edge',
    comment: 'The domain serves the edges and does not know them.',
    severity: 'error',
    from: { path: domain },
    to: { path: edges, pathNot: ports },
  },
  {
    name: 'ports-above-only-as-types',
    comment:
      'Who consumes declares the port. Where that is a part above, the one below may say by a type that it fits.',
    severity: 'error',
    from: { path: domain },
    to: {
      path: '^packages/peer/src/(rpc|rest|events|cli|files)/ports[.]ts$',
      pathNot: '^packages/peer/src/$1/',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'domain-knows-no-transport',
    comment: 'Only the edges speak HTTP, gRPC or AMQP.',
    severity: 'error',
    from: { path: domain, pathNot: tests },
    to: {
      path: `${npm('fastify|@fastify/[^/]+|@connectrpc/[^/]+|commander')}|^(node:)?(https?|http2)$`,
    },
  },
  {
    name: 'files-above-records',
    comment: 'files uses records, repair and store, which do not know it.',
    severity: 'error',
    from: { path: '^packages/peer/src/(records|repair|store|membership|identity)/', pathNot: tests },
    to: { path: '^packages/peer/src/files/', pathNot: ports },
  },
  {
    name: 'wired-from-above',
    comment: 'peer.ts wires the parts; no part knows how it is wired or started.',
    severity: 'error',
    from: { path: `${edges}|${domain}`, pathNot: `${tests}|^packages/peer/src/cli/` },
    to: { path: wiring },
  },
  {
    name: 'fleet-starts-others',
    comment: 'The fleet hosts whole peers (by path, or by peer.ts); it never reaches into their parts.',
    severity: 'error',
    from: { path: '^packages/peer/src/fleet/', pathNot: tests },
    to: { path: '^packages/peer/src/(rpc|rest|events|files|records|repair|store|membership)/' },
  },
  {
    name: 'system-imports-nothing',
    comment: 'Time and randomness are at the bottom.',
    severity: 'error',
    from: { path: '^packages/peer/src/system[.]ts$' },
    to: { path: '^packages/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const insideTheDashboard = [
  {
    name: 'pages-never-gateway',
    comment: 'The pages run in the browser; they know the gateway by its messages.',
    severity: 'error',
    from: { path: '^packages/dashboard/(app|src)/', pathNot: tests },
    to: { path: '^packages/dashboard/server/', pathNot: '^packages/dashboard/server/contract/' },
  },
  {
    name: 'pages-have-no-node',
    comment: 'There is no Node in a browser.',
    severity: 'error',
    from: { path: '^packages/dashboard/(app|src)/', pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'gateway-never-pages',
    comment: 'The gateway serves the exported pages as files.',
    severity: 'error',
    from: { path: '^packages/dashboard/server/', pathNot: tests },
    to: { path: '^packages/dashboard/app/|^packages/dashboard/src/.*[.]tsx$' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const everywhere = [
  {
    name: 'amqp-in-few-files',
    comment: 'The broker is behind a port; on each side only the files named amqp- speak AMQP.',
    severity: 'error',
    from: { path: '^packages/', pathNot: `${publisher}|${consumer}|${tests}` },
    to: { path: npm('amqplib|@types/amqplib') },
  },
  {
    name: 'packages-by-name',
    comment: 'A package is imported by its name, through its exports.',
    severity: 'error',
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'code-never-tests',
    comment: 'What ships does not need its tests.',
    severity: 'error',
    from: { path: '^packages/', pathNot: tests },
    to: { path: tests },
  },
  {
    name: 'no-cycles',
    comment: 'Parts that import each other are one part. Types are free to point both ways.',
    severity: 'error',
    from: { path: '^packages/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...packages, ...insideThePeer, ...insideTheDashboard, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules|/src/gen/' },
    exclude: { path: '^packages/dashboard/([.]next|out)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
