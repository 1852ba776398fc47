import { expect, it } from 'vitest';
import { createReadGate } from './read-gate.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets so many work at once, and the others in the order in which they came', async () => {
  const gate = createReadGate(2);
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const work = (index: number) => () => {
    began.push(index);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const all = [0, 1, 2, 3].map((index) => gate.run(work(index)));
  await settled();
  expect([began, gate.isFree]).toEqual([[0, 1], false]);
  ends[1]!();
  await settled();
  expect(began).toEqual([0, 1, 2]);
  ends[0]!();
  await settled();
  expect(began).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  await Promise.all(all);
  expect(gate.isFree).toBe(true);
});

it('gives the place of work that fails to the next', async () => {
  const gate = createReadGate(1);
  const failing = gate.run(() => Promise.reject(new Error('the disk')));
  const next = gate.run(async () => 'read');
  await expect(failing).rejects.toThrow('the disk');
  expect(await next).toBe('read');
  expect(gate.isFree).toBe(true);
});
