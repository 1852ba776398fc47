// Photographs every view at three widths, in both themes and both languages, for somebody to look at:
// `ACORDE_SCREENSHOTS=FOLDER node e2e/browser/support/take-screenshots.ts [VIEW...]`. Compares nothing.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import {
  FIXTURE_NAMES,
  startFixtureGateway,
} from '../../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { busy, furnish } from './screenshot-fleet.ts';
import { SCREENSHOT_VIEWS, type Shown } from './screenshot-views.ts';

const HEIGHTS = { 1440: 900, 900: 1000, 360: 740 } as const;
const SETTLE_MS = 700;
const PAGES = resolve(import.meta.dirname, '../../../packages/dashboard/out');

interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: 'dark' | 'light';
  readonly language: 'en' | 'es';
}

const folder = process.env.ACORDE_SCREENSHOTS;
if (folder === undefined) throw new Error('say where to: ACORDE_SCREENSHOTS=FOLDER');
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCREENSHOT_VIEWS);
try {
  for (const look of looks()) await takeAll(browser, look, names);
} finally {
  await browser.close();
}

function looks(): Look[] {
  return Object.entries(HEIGHTS).flatMap(([width, height]) => [
    { width: Number(width), height, theme: 'dark', language: 'en' } as const,
    { width: Number(width), height, theme: 'light', language: 'es' } as const,
  ]);
}

/** One sheet of pictures for each look, beside the pictures themselves. */
async function takeAll(browser: Browser, look: Look, names: readonly string[]): Promise<void> {
  const taken: string[] = [];
  for (const name of names) {
    const file = `${name}-${look.width}-${look.theme}-${look.language}.png`;
    await take(browser, look, name, join(folder!, file));
    taken.push(file);
  }
  process.stdout.write(`${look.width} ${look.theme} ${look.language}: ${taken.length} pictures\n`);
  await writeFile(join(folder!, `sheet-${look.width}-${look.theme}.html`), sheet(taken, look.width));
}

async function take(browser: Browser, look: Look, name: string, path: string): Promise<void> {
  const gateway = await startFixtureGateway({ pages: PAGES, names: FIXTURE_NAMES, hopDelayMs: 0 });
  const page = await openPage(browser, look);
  try {
    const fileId = furnish(gateway.fleet);
    const shown: Shown = { page, gateway, fileId, peerId: gateway.fleet.peerNamed('hazel').peerId };
    const view = SCREENSHOT_VIEWS[name];
    if (view === undefined) throw new Error(`there is no view ${name}`);
    await page.goto(gateway.url + view.path(shown));
    await page.waitForTimeout(SETTLE_MS);
    busy(gateway.fleet);
    await view.act?.(shown);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path });
  } catch (error) {
    process.stdout.write(`${name} ${look.width} ${look.language}: ${String(error).split('\n')[0]}\n`);
  } finally {
    await page.context().close();
    await gateway.close();
  }
}

async function openPage(browser: Browser, { width, height, theme, language }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: language === 'es' ? 'es-ES' : 'en-US',
  });
  context.setDefaultTimeout(5_000);
  return context.newPage();
}

function sheet(files: readonly string[], width: number): string {
  const column = width > 1000 ? 720 : width > 500 ? 450 : 300;
  const figures = files.map(
    (file) => `<figure><img src="${file}" width="${column}"><figcaption>${file}</figcaption></figure>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>body{display:grid;grid-template-columns:repeat(auto-fill,${column}px);gap:12px;font:12px sans-serif}figure{margin:0}</style>${figures.join('')}`;
}
