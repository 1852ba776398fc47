// Three peers with real stores in one process, on a fake ring: puts, a repair and deletes, one after the other, each told
// on the standard output once it is acknowledged. Whoever runs it kills it at some step and then looks at the folders.
import { writeSync } from 'node:fs';
import { createFakeNetwork } from '../../packages/peer/src/files/testing/fake-network.ts';
import { sampleBytes, trickle } from '../../packages/peer/src/store/testing/sample-bytes.ts';

const [folder = ''] = process.argv.slice(2);
const network = await createFakeNetwork({ peers: 3, folder });
const [focus, other] = network.peers as [(typeof network.peers)[0], (typeof network.peers)[0]];

function tell(...words: (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

async function put(at: typeof focus, size: number, seed: number) {
  const { entry } = await at.files.service.put(trickle(sampleBytes(size, seed)), { name: `file ${seed}` });
  tell('put', entry.fileId, entry.entryId, size, seed);
  return entry;
}

tell('ready');
const small = await put(focus, 3_000, 1);
const large = await put(focus, 300_000, 2);
const foreign = await put(other, 1_300_000, 3);
await put(focus, 300_000, 2);
await focus.files.service.removeEntry(small.entryId);
tell('removed', small.entryId);
// A copy that is lost and made again from the others, as repair does.
tell('losing', foreign.fileId);
await focus.temp.store.remove(foreign.fileId);
await focus.files.replicas.adopt(foreign.fileId, new AbortController().signal);
tell('put', foreign.fileId, foreign.entryId, foreign.size, 3);
// A file that nobody shares any more, and whose copy is collected.
await focus.files.service.removeEntry(large.entryId);
tell('removed', large.entryId);
tell('losing', large.fileId);
await focus.temp.store.remove(large.fileId);
tell('gone', large.fileId);
await put(focus, 70_000, 4);
tell('end');
process.exit(0);
