import { expect, it } from 'vitest';
import { SIMULATED, upkeepRun } from '../src/index.ts';

it('keeping a ring costs something when nothing happens, and more when members come and go', async () => {
  // More than the few whose members are all asked after all the time, which costs the same with and without churn.
  const common = { seed: 1, members: 40, minutes: 0.5, parameters: SIMULATED };
  const idle = await upkeepRun({ ...common, sessionMs: null });
  const churn = await upkeepRun({ ...common, sessionMs: 60_000 });
  expect(idle.messages).toBeGreaterThan(1);
  expect(idle.bytes).toBeGreaterThan(idle.messages * 20);
  expect(churn.bytes).toBeGreaterThan(idle.bytes);
  expect(idle.bytesByMethod.leaving).toBe(0);
});
