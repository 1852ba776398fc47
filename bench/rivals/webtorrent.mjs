// `seed FILE`: shares a file and prints {port, torrent}. `get FOLDER PORT`: reads the torrent from its standard input,
// fetches it over TCP, syncs what it wrote, and ends.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import './without-webrtc.mjs';

const { default: WebTorrent } = await import('webtorrent');
const [what, path, port] = process.argv.slice(2);
const client = new WebTorrent({
  dht: false,
  tracker: false,
  lsd: false,
  utp: false,
  natUpnp: false,
  natPmp: false,
});
client.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

if (what === 'seed') {
  client.seed(path, { announceList: [] }, (torrent) => {
    const told = { port: client.torrentPort, torrent: Buffer.from(torrent.torrentFile).toString('base64') };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  });
} else {
  const pieces = [];
  for await (const piece of process.stdin) pieces.push(piece);
  const torrent = client.add(Buffer.from(Buffer.concat(pieces).toString(), 'base64'), { path, announce: [] });
  torrent.on('ready', () => torrent.addPeer(`127.0.0.1:${port}`));
  torrent.on('done', async () => {
    for (const file of torrent.files) {
      const handle = await open(join(path, file.path), 'r+');
      await handle.sync();
      await handle.close();
    }
    process.exit(0);
  });
}
