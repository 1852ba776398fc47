// What a reader does on the dashboard, in their words; the same against the fixture and against a real fleet.
import { expect, type Locator, type Page } from '@playwright/test';

export class DashboardPage {
  readonly page: Page;
  /** Errors and warnings that the page has written to the console. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Opens the page at the ring's table and waits until it is live. */
  async open(url: string): Promise<void> {
    await this.page.goto(new URL('/?view=peers', url).href);
    await expect(this.page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible();
  }

  get health(): Locator {
    return this.page.getByRole('banner').getByRole('status');
  }

  get ring(): Locator {
    return this.page.getByRole('application', { name: /^Ring of/ });
  }

  /** The ring with what stands around it. */
  get stage(): Locator {
    return this.page.getByRole('region', { name: 'Ring' });
  }

  /** The rows of the ring's table. */
  get peers(): Locator {
    return this.page.getByRole('tabpanel').locator('tbody').getByRole('row');
  }

  get inspector(): Locator {
    return this.page.getByRole('tabpanel');
  }

  /** The strip below the header that says that the data is old. */
  get banner(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /./ });
  }

  get feed(): Locator {
    return this.page.getByRole('region', { name: 'Events' });
  }

  async tab(name: 'Ring' | 'Fleet' | 'Peers' | 'Files' | 'Lookup' | 'Events'): Promise<void> {
    const tab = this.page.getByRole('tab', { name });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** Goes to a peer's panel through the table. */
  async openPeer(name: string): Promise<Locator> {
    await this.tab('Peers');
    await this.peers.getByRole('button', { name, exact: false }).filter({ hasText: name }).click();
    const panel = this.page.getByRole('article', { name });
    await expect(panel).toBeVisible();
    return panel;
  }

  /** Chooses files as with the file picker. */
  async upload(files: readonly { name: string; mimeType: string; buffer: Buffer }[] | string): Promise<void> {
    await this.tab('Files');
    const input = this.page.getByLabel('Choose files');
    await input.setInputFiles(typeof files === 'string' ? files : [...files]);
  }

  /** Goes to a file's panel through the list. */
  async openFile(name: string): Promise<Locator> {
    await this.tab('Files');
    await this.inspector.getByRole('button').filter({ hasText: name }).first().click();
    const panel = this.page.getByRole('article', { name });
    await expect(panel).toBeVisible();
    return panel;
  }

  /** Asks for a name, a file id or a key, optionally at one peer. */
  async lookUp(text: string, at?: string): Promise<void> {
    await this.tab('Lookup');
    await this.page.getByLabel('File name, file id or key').fill(text);
    if (at !== undefined) await this.page.getByLabel('Ask', { exact: true }).selectOption({ label: at });
    await this.inspector.getByRole('button', { name: 'Look up', exact: true }).click();
  }

  /** The lookup in words: one line per hop, the start first. */
  get hops(): Locator {
    return this.page.getByRole('list', { name: 'Lookup' }).getByRole('listitem');
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  /** The slider of the timeline. */
  get moment(): Locator {
    return this.timeline.getByRole('slider');
  }

  get controls(): Locator {
    return this.page.getByRole('toolbar', { name: 'Lookup' });
  }
}
