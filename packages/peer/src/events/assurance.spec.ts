import { expect, test } from 'vitest';
import { createManualSystem, settle } from '../../test/events/manual-system.ts';
import { createAssurance } from './assurance.ts';

function open() {
  const system = createManualSystem();
  const told: string[] = [];
  const fake = { looks: 0, gone: '', answer: Promise.resolve() };
  const assurance = createAssurance({
    system,
    verify: async () => {
      fake.looks += 1;
      await fake.answer;
      if (fake.gone) throw new Error(fake.gone);
    },
    onAssured: ({ seq }) => told.push(`assured ${seq}`),
    onFailed: (reason) => told.push(reason),
  });
  const confirm = (seq: number) => assurance.confirmed({ incarnation: 7, seq });
  return { system, told, fake, assurance, confirm };
}

test('the first confirm is looked at once, those that follow together', async () => {
  const { system, told, fake, confirm } = open();
  for (let seq = 1; seq <= 50; seq += 1) confirm(seq);
  await settle();
  expect(told).toEqual(['assured 1']);
  await system.advance(1000);
  expect(told).toEqual(['assured 1', 'assured 50']);
  expect(fake.looks).toBe(2);
  confirm(51);
  await settle();
  expect(told.at(-1)).toBe('assured 51');
});

test('what is confirmed while the queues are looked at counts after the next look only', async () => {
  const { system, told, fake, confirm } = open();
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.answer = promise;
  confirm(1);
  confirm(2);
  resolve();
  await settle();
  expect(told).toEqual(['assured 1']);
  await system.advance(100);
  expect(told).toEqual(['assured 1', 'assured 2']);
});

test('a queue that is gone is told, and nothing is assured', async () => {
  const { system, told, fake, confirm } = open();
  fake.gone = 'no queue';
  confirm(1);
  await system.advance(1000);
  expect(told).toEqual(['no queue']);
});

test('a flush does not wait for a broker that is blocked', async () => {
  const { system, fake, assurance, confirm } = open();
  fake.answer = new Promise(() => {});
  confirm(1);
  let done = false;
  void assurance.flush().then(() => {
    done = true;
  });
  await system.advance(1000);
  expect(done).toBe(true);
});

test('a flush looks at what came last; after a stop nothing is told', async () => {
  const { system, told, assurance, confirm } = open();
  confirm(1);
  confirm(2);
  await settle();
  await assurance.flush();
  expect(told).toEqual(['assured 1', 'assured 2']);
  confirm(3);
  assurance.stop();
  await system.advance(1000);
  expect(told).toEqual(['assured 1', 'assured 2']);
});
