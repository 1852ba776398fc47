// The dashboard in a headless Chromium, as a reader has it, and what can be asked of it: its frames, its memory, when it
// showed something.
import { readFileSync } from 'node:fs';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const MIB = 1024 * 1024;

export interface Tab {
  readonly page: Page;
  readonly session: CDPSession;
  /** JavaScript heap after a collection, MiB. */
  heapMib(): Promise<number>;
  /** Resident size of the tab's process, MiB. */
  residentMib(): Promise<number>;
  close(): Promise<void>;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
}

/** A tab of its own profile, with nothing in its cache. `before` runs ahead of the page's scripts. */
export async function openTab(browser: Browser, url: string, before = ''): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (before !== '') await page.addInitScript(before);
  await page.goto(url);
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
  return {
    page,
    session,
    async heapMib() {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('Performance.enable');
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / MIB;
    },
    residentMib: () => residentMib(browser),
    close: () => context.close(),
  };
}

/** Of all tabs; a bench has one open. */
async function residentMib(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentOf(id));
  return Math.max(...sizes) / 1024;
}

/** KiB; 0 for a process that is gone. */
function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
