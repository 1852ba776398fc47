// 64 nodes in one process, on 127.0.0.1: how long the get of a record by a random one of them takes. Prints {putMs, getMs}.
import DHT from 'hyperdht';

const NODES = 64;
const RECORDS = 50;
const GETS = 400;
const PORT = 49_000 + (process.pid % 10_000);

const bootstrapper = DHT.bootstrapper(PORT, '127.0.0.1');
await bootstrapper.ready();
const bootstrap = [{ host: '127.0.0.1', port: PORT }];
const nodes = [];
for (let i = 0; i < NODES; i += 1) {
  const node = new DHT({ bootstrap, host: '127.0.0.1', ephemeral: false, firewalled: false });
  await node.ready();
  nodes.push(node);
}

const puts = [];
const hashes = [];
for (let i = 0; i < RECORDS; i += 1) {
  const startMs = performance.now();
  const { hash } = await nodes[(i * 7) % NODES].immutablePut(Buffer.from(`record ${i} ${'x'.repeat(200)}`));
  puts.push(performance.now() - startMs);
  hashes.push(hash);
}
const gets = [];
for (let i = 0; i < GETS; i += 1) {
  const node = nodes[Math.floor(Math.random() * NODES)];
  const startMs = performance.now();
  const found = await node.immutableGet(hashes[i % RECORDS]);
  if (!found) throw new Error('a record is missing');
  gets.push(performance.now() - startMs);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
process.stdout.write(`${JSON.stringify({ putMs: median(puts), getMs: median(gets) })}\n`);
process.exit(0);
