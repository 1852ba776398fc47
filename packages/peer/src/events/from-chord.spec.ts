import { type Contact, identifier } from '@acorde/chord';
import { expect, test } from 'vitest';
import type { Fact } from './fact.ts';
import { createChordSink } from './from-chord.ts';

function contact(digit: string): Contact {
  const memberId = identifier(digit.repeat(64));
  return { memberId, peerId: memberId, index: 0, address: `127.0.0.1:${digit}000`, zone: '', incarnation: 7 };
}

function openSink(record?: (fact: Fact) => Promise<void>) {
  const facts: Fact[] = [];
  const errors: unknown[] = [];
  const keep = async (fact: Fact) => void facts.push(fact);
  const sink = createChordSink(contact('1'), { record: record ?? keep }, (error) => errors.push(error));
  return { sink, facts, errors };
}

test('a change of one neighbour is told with all neighbours', () => {
  const { sink, facts } = openSink();
  sink.emit({ type: 'successors_changed', successors: [contact('2'), contact('3')], previous: [] });
  sink.emit({ type: 'predecessor_changed', predecessor: contact('4'), previous: null });
  expect(facts[1]).toMatchObject({
    case: 'neighborsChanged',
    value: {
      member: { memberId: '1'.repeat(64) },
      predecessor: { memberId: '4'.repeat(64) },
      successors: [{ memberId: '2'.repeat(64) }, { memberId: '3'.repeat(64) }],
    },
  });
});

test('a failure names the other member, a departure this one', () => {
  const { sink, facts } = openSink();
  sink.emit({ type: 'member_failed', contact: contact('2'), error: 'no answer' });
  sink.emit({ type: 'left' });
  expect(facts).toMatchObject([
    { case: 'peerFailed', value: { member: { memberId: '2'.repeat(64) }, reason: 'no answer' } },
    { case: 'peerLeft', value: { member: { memberId: '1'.repeat(64) } } },
  ]);
});

test('the ring goes on when a fact cannot be written', async () => {
  const { sink, errors } = openSink(() => Promise.reject(new Error('disk full')));
  expect(() => sink.emit({ type: 'joined', via: null })).not.toThrow();
  await Promise.resolve().then(() => {});
  expect(errors).toMatchObject([{ message: 'disk full' }]);
});
