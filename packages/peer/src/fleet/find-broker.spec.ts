import { expect, test } from 'vitest';
import { findBroker } from './find-broker.ts';

const answers = () => Promise.resolve(null);
const refuses = () => Promise.resolve('connect ECONNREFUSED');

test('a broker that answers on this machine is used without being asked for, and named', async () => {
  const found = await findBroker(undefined, answers);
  expect(found.url).toBe('amqp://guest:guest@127.0.0.1:5672');
  expect(found.says).toBe('Events go through RabbitMQ, found at 127.0.0.1:5672.');
});

test('where none answers the events go straight to the gateway', async () => {
  const found = await findBroker(undefined, refuses);
  expect(found).toMatchObject({ url: undefined, says: expect.stringContaining('straight from the peers') });
});

test('an empty AMQP_URL asks nobody', async () => {
  const found = await findBroker('', () => Promise.reject(new Error('asked')));
  expect(found.url).toBe(undefined);
});

test('a broker that was named is used even when it does not answer yet, and its password is not shown', async () => {
  const url = 'amqp://user:secret@broker:5672/acorde';
  expect((await findBroker(url, answers)).says).toBe(
    'Events go through RabbitMQ at broker:5672/acorde (AMQP_URL).',
  );
  const later = await findBroker(url, refuses);
  expect(later.url).toBe(url);
  expect(later.says).toContain('does not let us in yet (connect ECONNREFUSED)');
  expect(later.says).not.toContain('secret');
});

test.each(['localhost', 'http://localhost'])('%s is no address of a broker', async (url) => {
  await expect(findBroker(url, answers)).rejects.toThrow('AMQP_URL must be like');
});
