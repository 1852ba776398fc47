// The simulator runs in a browser's worker as it is: the very sources, without their types, and no bundler between.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const packages = resolve(import.meta.dirname, '../../packages');

const WORKER = `
import { Lab } from '/simulator/src/browser.ts';
const lab = new Lab({ seed: 7, members: 64 });
const begun = await lab.start();
const found = await lab.lookUp('m0', 'c'.repeat(64));
lab.kill(['m1', 'm2', 'm3']);
const broken = lab.state();
const healed = await lab.step(20_000);
postMessage({ begun, found, broken: broken.notIdeal, healed });
`;

interface Shown {
  readonly begun: { readonly notIdeal: string | null; readonly members: unknown[] };
  readonly found: { readonly right: boolean; readonly hops: unknown[] };
  readonly broken: string | null;
  readonly healed: { readonly notIdeal: string | null; readonly nowMs: number };
}

async function serveSources() {
  const server = createServer(async ({ url = '/' }, response) => {
    const source = url === '/' ? '' : url === '/worker.js' ? WORKER : await read(url);
    response.setHeader('content-type', url === '/' ? 'text/html' : 'text/javascript');
    response.statusCode = source === null ? 404 : 200;
    response.end(source);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function read(url: string): Promise<string | null> {
  if (!/^\/(simulator|chord)\/src\/[\w/-]+[.]ts$/.test(url)) return null;
  const source = stripTypeScriptTypes(await readFile(resolve(packages, `.${url}`), 'utf8'));
  return source.replaceAll("'@acorde/chord'", "'/chord/src/index.ts'");
}

test('a ring lives, breaks and heals in a worker of the browser', async ({ page }) => {
  const { server, url } = await serveSources();
  try {
    await page.goto(url);
    const shown = (await page.evaluate(() => {
      return new Promise((done, failed) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => failed(new Error(message));
      });
    })) as Shown;
    expect(shown.begun.notIdeal).toBeNull();
    expect(shown.begun.members).toHaveLength(64);
    expect(shown.found.right).toBe(true);
    expect(shown.found.hops.length).toBeGreaterThan(0);
    expect(shown.broken).not.toBeNull();
    expect(shown.healed.notIdeal).toBeNull();
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
