import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashesIn } from './pages.ts';

const hashOf = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;

test('inline scripts are found with their exact text, linked and empty ones are not', () => {
  const html = `<script src="/a.js" async=""></script><script>one()</script>
    <script id="data" type="application/json">{"a":1}</script><SCRIPT defer>\n two()\n</SCRIPT><script></script>`;
  expect(hashesIn(html)).toEqual([hashOf('one()'), hashOf('{"a":1}'), hashOf('\n two()\n')]);
});
