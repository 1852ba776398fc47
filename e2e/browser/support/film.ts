// A few moments of a test as one picture: `ACORDE_FILM` names the file, and without it nothing is drawn.
import type { Page } from '@playwright/test';

export interface Film {
  /** Keeps what the page shows now. */
  moment(caption: string): Promise<void>;
  /** Draws what was kept, two moments in a row. */
  end(): Promise<void>;
}

const NO_FILM: Film = { moment: async () => {}, end: async () => {} };
const MOMENT = { width: 1120, height: 660 };
const SHOWN_WIDTH = 800;

export async function startFilm(page: Page, path = process.env.ACORDE_FILM): Promise<Film> {
  if (path === undefined) return NO_FILM;
  await page.setViewportSize(MOMENT);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const moments: string[] = [];
  return {
    async moment(caption) {
      const picture = (await page.screenshot()).toString('base64');
      const words = `<figcaption><b>${moments.length + 1}</b> ${caption}</figcaption>`;
      moments.push(`<figure><img src="data:image/png;base64,${picture}">${words}</figure>`);
    },
    async end() {
      const sheet = await page.context().newPage();
      await sheet.setViewportSize({ width: 2 * SHOWN_WIDTH + 48, height: 600 });
      await sheet.setContent(`<style>
        body { margin: 0; padding: 16px; background: #0f1419; color: #e8edf2; font: 19px Inter, "DejaVu Sans", sans-serif;
          display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
        figure { margin: 0 } img { width: 100%; display: block; border: 1px solid #27313b; border-radius: 6px }
        figcaption { padding: 8px 2px 4px } b { color: #95a5ff; padding-right: 6px }
      </style>${moments.join('')}`);
      await sheet.screenshot({ path, fullPage: true });
      await sheet.close();
    },
  };
}
