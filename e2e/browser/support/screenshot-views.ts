// The views that are photographed: how a reader gets to each, and what must be there before the picture is taken.
import { expect, type Page } from '@playwright/test';
import type { FixtureGateway } from '../../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';

export interface Shown {
  readonly page: Page;
  readonly gateway: FixtureGateway;
  /** A file with three copies. */
  readonly fileId: string;
  readonly peerId: string;
}

export interface ScreenshotView {
  /** The page's path and query. */
  path(shown: Shown): string;
  /** What the reader does then. */
  act?(shown: Shown): Promise<void>;
}

const NOBODY = '0'.repeat(64);

const press = (role: 'button' | 'option', name: string | RegExp) => async (page: Page) =>
  page.getByRole(role, { name }).first().click();

export const SCREENSHOT_VIEWS: Record<string, ScreenshotView> = {
  ring: { path: () => '/?view=ring' },
  fleet: { path: () => '/' },
  peers: { path: () => '/?view=peers' },
  peer: { path: ({ peerId }) => `/?peer=${peerId}` },
  'peer-gone': { path: () => `/?peer=${NOBODY}` },
  files: { path: () => '/?view=files' },
  'files-none': { path: () => '/?view=files&q=nothing-is-called-so' },
  file: { path: ({ fileId }) => `/?file=${fileId}` },
  'file-gone': { path: () => `/?file=${NOBODY}` },
  'lookup-empty': { path: () => '/?view=lookup' },
  lookup: { path: ({ fileId }) => `/?lookup=${fileId}` },
  events: { path: () => '/?view=events' },
  search: {
    path: () => '/',
    async act({ page }) {
      await page.keyboard.press('/');
      await page.keyboard.type('a');
      await expect(page.getByRole('listbox')).toBeVisible();
    },
  },
  help: { path: () => '/', act: async ({ page }) => page.keyboard.press('?') },
  delete: {
    path: ({ fileId }) => `/?file=${fileId}`,
    act: async ({ page }) => press('button', /^(Delete|Borrar|Eliminar)$/)(page),
  },
  kill: {
    path: ({ peerId }) => `/?peer=${peerId}`,
    act: async ({ page }) => press('button', /^(Kill|Matar)$/)(page),
  },
  lab: { path: () => '/lab/' },
  'lab-lesson': {
    path: () => '/lab/',
    act: async ({ page }) => press('button', /^(A split|.*partici.*|.*corte.*|.*divisi.*)$/i)(page),
  },
  offline: {
    path: () => '/',
    async act({ page, gateway }) {
      gateway.offline();
      await expect(page.getByRole('alert').filter({ hasText: /./ }).first()).toBeVisible();
    },
  },
  'not-found': { path: () => '/nowhere/' },
};
