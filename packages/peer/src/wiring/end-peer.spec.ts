import { expect, it } from 'vitest';
import { createManualSystem } from '../files/testing/manual-system.ts';
import { endPeer } from './end-peer.ts';

const never = new Promise<void>(() => {});

/** A peer that notes what is asked of it and answers as told. */
function peerThat(answers: { leave?: Promise<void>; stop?: Promise<void> }) {
  const asked: string[] = [];
  const answer = (what: 'leave' | 'stop') => () => {
    asked.push(what);
    return answers[what] ?? Promise.resolve();
  };
  return { asked, leave: answer('leave'), stop: answer('stop') };
}

it('says farewell before it closes', async () => {
  const peer = peerThat({});
  expect(await endPeer(peer, 'leave', createManualSystem())).toBe(true);
  expect(peer.asked).toEqual(['leave', 'stop']);
});

it('only closes when the whole fleet stops', async () => {
  const peer = peerThat({});
  expect(await endPeer(peer, 'stop', createManualSystem())).toBe(true);
  expect(peer.asked).toEqual(['stop']);
});

it('closes when nobody takes the farewell', async () => {
  const system = createManualSystem();
  const peer = peerThat({ leave: never });
  const ended = endPeer(peer, 'leave', system);
  await system.scheduled(12_000);
  expect(peer.asked).toEqual(['leave']);
  system.advance(12_000);
  expect(await ended).toBe(true);
  expect(peer.asked).toEqual(['leave', 'stop']);
});

it('closes when the farewell fails', async () => {
  const peer = peerThat({ leave: Promise.reject(new Error('no neighbour answers')) });
  expect(await endPeer(peer, 'leave', createManualSystem())).toBe(true);
  expect(peer.asked).toEqual(['leave', 'stop']);
});

it('does not wait for ever for what does not close', async () => {
  const system = createManualSystem();
  const ended = endPeer(peerThat({ stop: never }), 'stop', system);
  await system.scheduled(5_000);
  system.advance(5_000);
  expect(await ended).toBe(false);
});

it('tells why closing failed', async () => {
  const peer = peerThat({ stop: Promise.reject(new Error('the index is broken')) });
  await expect(endPeer(peer, 'stop', createManualSystem())).rejects.toThrow('the index is broken');
});
