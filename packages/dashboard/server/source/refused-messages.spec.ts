import { expect, test } from 'vitest';
import { createManualSystem } from '../../test/support/manual-system.ts';
import { createRefusedMessages } from './refused-messages.ts';

test('a flood of nonsense is one line a second, with how many there were', async () => {
  const system = createManualSystem();
  const said: object[] = [];
  const none = () => {};
  const logger = { debug: none, info: none, error: none, warn: (details: object) => said.push(details) };
  const refused = createRefusedMessages({ system, logger });
  const error = new Error('no event', { cause: new Error('x'.repeat(1000)) });
  for (let count = 0; count < 500; count += 1) refused(error);
  await system.advance(1000);
  refused(error);
  expect(said).toEqual([
    { reason: 'no event', why: 'x'.repeat(300), count: 1 },
    { reason: 'no event', why: 'x'.repeat(300), count: 501 },
  ]);
});
