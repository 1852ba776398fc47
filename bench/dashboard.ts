// The dashboard in a headless Chromium: its frames, its memory and its first load before a gateway with a thousand peers;
// and before a real fleet, how soon it shows what happens, and what a large file costs through it. Flags: --peers N (1000),
// --seconds N of frames (10), --minutes N of memory (1), --mib N (1024), --only frames,memory,hidden,load,latency,failures,files.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from '@playwright/test';
import { keepBusy, startBusyGateway } from './support/busy-fleet.ts';
import { openBrowser, openTab } from './support/dashboard-browser.ts';
import { measureFailures, measureFiles } from './support/dashboard-fleet.ts';
import { measureLoad } from './support/first-load.ts';
import { printMachine, printTable } from './support/timing.ts';
import { percentile, traceFrames } from './support/trace-frames.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PAGES = resolve(ROOT, 'packages/dashboard/out');

export type Say = (what: string, measured: string, goal: string) => void;

interface Plan {
  readonly peers: number;
  readonly seconds: number;
  readonly minutes: number;
  readonly mib: number;
  readonly wants: (part: string) => boolean;
}

export async function benchDashboard(args: readonly string[]): Promise<void> {
  const plan = planOf(args);
  // As `npm start` does: only when the sources have changed.
  spawnSync(process.execPath, ['run.mjs', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const rows: string[][] = [];
  const say: Say = (what, measured, goal) => {
    rows.push([what, measured, goal]);
    process.stderr.write(`  ${what}: ${measured} (goal: ${goal})\n`);
  };
  const browser = await openBrowser();
  try {
    await withBusyGateway(browser, plan, say);
    if (plan.wants('failures')) await measureFailures(browser, say);
    if (plan.wants('files')) await measureFiles(browser, plan.mib, say);
  } finally {
    await browser.close();
  }
  printTable('The dashboard in headless Chromium', ['what', 'measured', 'goal'], rows);
  printMachine(`npm run bench -- dashboard ${args.join(' ')}`.trim(), 1);
}

function planOf(args: readonly string[]): Plan {
  const text = { type: 'string' } as const;
  const options = { peers: text, seconds: text, minutes: text, mib: text, only: text };
  const { values } = parseArgs({ args: [...args], options });
  return {
    peers: Number(values.peers ?? 1000),
    seconds: Number(values.seconds ?? 10),
    minutes: Number(values.minutes ?? 1),
    mib: Number(values.mib ?? 1024),
    wants: (part) => values.only === undefined || values.only.split(',').includes(part),
  };
}

async function withBusyGateway(browser: Browser, plan: Plan, say: Say): Promise<void> {
  const gateway = await startBusyGateway(PAGES, plan.peers);
  try {
    if (plan.wants('load')) await measureLoad(browser, gateway.url, say);
    if (plan.wants('frames')) await frames(browser, gateway, plan, say);
    if (plan.wants('latency')) await latency(browser, gateway, plan, say);
    if (plan.wants('hidden')) await hidden(browser, gateway, say);
    if (plan.wants('memory')) await memory(browser, gateway, plan, say);
  } finally {
    await gateway.close();
  }
}

type Gateway = Awaited<ReturnType<typeof startBusyGateway>>;

async function frames(browser: Browser, gateway: Gateway, { peers, seconds }: Plan, say: Say): Promise<void> {
  const tab = await openTab(browser, gateway.url);
  await keepBusy(gateway, 2);
  const { wallMs, cpuMs } = await traceFrames(tab.session, () => keepBusy(gateway, seconds));
  await tab.close();
  const line = (values: readonly number[]) =>
    `p50 ${percentile(values, 0.5).toFixed(1)}, p95 ${percentile(values, 0.95).toFixed(1)} ms`;
  const what = `work of a frame, ${peers} peers, 50 events/s, ${wallMs.length} frames in ${seconds} s`;
  say(what, line(wallMs), 'p95 <= 16.8 ms');
  say('the same, time on a processor', line(cpuMs), '');
}

/** In the page: for each change, milliseconds from the gateway's stamp to the end of the second frame after it came. */
const WATCH_LATENCY = `
  window.__shownMs = [];
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data);
        if (message.type !== 'delta') return;
        // The stores tell React in the first frame; the canvas draws in the second.
        requestAnimationFrame(() => requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.__shownMs.push(Date.now() - message.atMs);
          port2.postMessage(null);
        }));
      });
    }
  };`;

async function latency(browser: Browser, gateway: Gateway, { seconds }: Plan, say: Say): Promise<void> {
  const tab = await openTab(browser, gateway.url, WATCH_LATENCY);
  await keepBusy(gateway, seconds);
  const shown = (await tab.page.evaluate('window.__shownMs')) as number[];
  await tab.close();
  const [p50, p95] = [percentile(shown, 0.5), percentile(shown, 0.95)];
  say(
    `from the gateway to the frame that shows it, ${shown.length} changes`,
    `p50 ${p50}, p95 ${p95} ms`,
    'p95 < 100 ms',
  );
}

/** In the page: counts what is drawn on canvases, and lets a bench say whether the page is hidden. */
const COUNT_DRAWS = `
  window.__draws = 0;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) { window.__draws += 1; return clear.apply(this, args); };`;

/** A headless window cannot be covered: the page is told that it is hidden, as the browser would tell it. */
const hide = (hidden: boolean) => `
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' });
  document.dispatchEvent(new Event('visibilitychange'));`;

async function hidden(browser: Browser, gateway: Gateway, say: Say): Promise<void> {
  const tab = await openTab(browser, gateway.url, COUNT_DRAWS);
  const drawnWhile = async (seconds: number) => {
    const before = (await tab.page.evaluate('window.__draws')) as number;
    await keepBusy(gateway, seconds);
    return ((await tab.page.evaluate('window.__draws')) as number) - before;
  };
  await drawnWhile(1);
  const seen = await drawnWhile(3);
  await tab.page.evaluate(hide(true));
  await drawnWhile(1);
  const unseen = await drawnWhile(3);
  await tab.page.evaluate(hide(false));
  const again = await drawnWhile(3);
  await tab.close();
  say('drawings of the ring in 3 s: seen, hidden, seen again', `${seen}, ${unseen}, ${again}`, 'hidden: 0');
}

/** The tape of the last fifteen minutes fills meanwhile; what counts is what comes on top of it. */
async function memory(browser: Browser, gateway: Gateway, { minutes }: Plan, say: Say): Promise<void> {
  const tab = await openTab(browser, gateway.url);
  await keepBusy(gateway, 5);
  const heaps = [await tab.heapMib()];
  const steps = Math.max(2, Math.round(minutes * 2));
  for (let i = 0; i < steps; i += 1) {
    await keepBusy(gateway, (minutes * 60) / steps);
    heaps.push(await tab.heapMib());
    process.stderr.write(`  heap ${heaps.at(-1)!.toFixed(1)} MiB\n`);
  }
  const resident = await tab.residentMib();
  await tab.close();
  const kibPerEvent = ((heaps.at(-1)! - heaps[0]!) * 1024) / (minutes * 60 * 50);
  say(
    `JavaScript heap over ${minutes} min at 50 events/s`,
    `${heaps[0]!.toFixed(1)} to ${heaps.at(-1)!.toFixed(1)} MiB (${kibPerEvent.toFixed(2)} KiB an event; tab ${resident.toFixed(0)} MiB)`,
    'flat',
  );
}
