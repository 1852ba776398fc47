// Every view and dialog, in both themes: axe finds nothing, and it looks as in the picture that is kept in looks/. After
// a change that is meant, `npm run pictures -- looks` draws them anew, and the difference is reviewed with the change.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { VIEWS } from './views.ts';

/** In UTC; the gateway's time and the page's. */
test.use({ stillAtMs: Date.UTC(2026, 4, 17, 9, 41, 0), trace: 'off' });

const THEMES = ['dark', 'light'] as const;

for (const [name, go] of Object.entries(VIEWS)) {
  test(`${name}: axe finds nothing, and it looks as it did, dark and light`, async ({
    dashboard,
    gateway,
    page,
  }) => {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    for (const [i, file] of ['notes.txt', 'paper.pdf', 'talk.mp4'].entries()) {
      const type = ['text/plain', 'application/pdf', 'video/mp4'][i]!;
      const at = gateway.fleet.peerNamed(['elm', 'birch', 'maple'][i]!);
      gateway.fleet.store(file, type, Buffer.from(`${file}\n`.repeat(1 + 40 * i)), at);
    }
    const seen = await go({ dashboard, gateway, page });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(seen).toHaveScreenshot(pictureOf(name, theme), TOLERANCE);
      // Who draws anew has the pictures to look at; axe comes with the next run.
      if (!isDrawing()) expect(await violations(page, theme), theme).toEqual([]);
    }
    expect(await moving(page)).toBe(0);
  });
}

test('every picture that is kept is of a view', () => {
  const known = new Set(Object.keys(VIEWS).flatMap((name) => THEMES.map((theme) => pictureOf(name, theme))));
  const kept = readdirSync(resolve(import.meta.dirname, 'looks'));
  expect(kept.filter((picture) => !known.has(picture))).toEqual([]);
});

function isDrawing(): boolean {
  return ['all', 'changed'].includes(test.info().config.updateSnapshots);
}

function pictureOf(name: string, theme: string): string {
  return `${name.replaceAll(' ', '-').toLowerCase()}-${theme}.png`;
}

/**
 * What only softens an edge does not count, nor a shade that nobody could tell; of the other pixels two in a thousand may
 * differ. Measured: full hinting and letters smoothed by colour, as another desktop has them, differ in none.
 */
const TOLERANCE = { maxDiffPixelRatio: 0.002, threshold: 0.2, caret: 'hide' } as const;

/**
 * All rules of axe, and that what is pressed is at least 24 px wide and high. A theme changes colours alone, so in the
 * second one only those are looked at.
 */
async function violations(page: Page, theme: (typeof THEMES)[number]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (theme === THEMES[0]) axe.options({ rules: { 'target-size': { enabled: true } } });
  else axe.withRules(['color-contrast', 'link-in-text-block']);
  const found = await axe.analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Animations that run on although motion is not wanted. */
function moving(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => effect !== null && Number(effect.getComputedTiming().activeDuration) > 20)
        .length,
  );
}
