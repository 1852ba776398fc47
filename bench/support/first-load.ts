// What a first visit costs: bytes of script on the wire until the page has loaded, when the largest thing is there, and
// how much what is there moves.
import type { Browser } from '@playwright/test';
import type { Say } from '../dashboard.ts';
import { median } from './timing.ts';

const ROUNDS = 5;
const SETTLED_MS = 1_500;

const WATCH_PAINT = `
  window.__paint = { largestMs: 0, shift: 0 };
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.__paint.largestMs = e.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.__paint.shift += e.value; })
    .observe({ type: 'layout-shift', buffered: true });`;

interface Visit {
  readonly scriptBytes: number;
  readonly lateBytes: number;
  readonly largestMs: number;
  readonly shift: number;
}

export async function measureLoad(browser: Browser, url: string, say: Say): Promise<void> {
  const visits: Visit[] = [];
  for (let i = 0; i < ROUNDS; i += 1) visits.push(await visit(browser, url));
  const of = (pick: (visit: Visit) => number) => median(visits.map(pick));
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  say('script of the ring page, as sent', kB(of(({ scriptBytes }) => scriptBytes)), '<= 200 kB');
  say('script of its other views, fetched after that', kB(of(({ lateBytes }) => lateBytes)), '');
  say(`largest paint, median of ${ROUNDS}`, `${of(({ largestMs }) => largestMs).toFixed(0)} ms`, '< 1500 ms');
  say('layout shift, largest', Math.max(...visits.map(({ shift }) => shift)).toFixed(4), '0');
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  const sum = { scriptBytes: 0, lateBytes: 0 };
  let loaded = false;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) sum[loaded ? 'lateBytes' : 'scriptBytes'] += encodedDataLength;
  });
  await page.addInitScript(WATCH_PAINT);
  await page.goto(url);
  loaded = true;
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const paint = (await page.evaluate('window.__paint')) as { largestMs: number; shift: number };
  await context.close();
  return { ...sum, ...paint };
}
