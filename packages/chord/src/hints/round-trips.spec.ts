import { describe, expect, it } from 'vitest';
import { RoundTrips } from './round-trips.ts';

describe('the round trips of a peer', () => {
  it('are unknown until it has answered', () => {
    expect(new RoundTrips().patienceMs('a')).toBeNull();
  });

  it('begin with three times the first one, as in RFC 6298', () => {
    const trips = new RoundTrips();
    trips.note('a', 20);
    expect(trips.patienceMs('a')).toBe(60);
  });

  it('come close to the truth when that is steady', () => {
    const trips = new RoundTrips();
    for (let i = 0; i < 100; i += 1) trips.note('a', 20);
    expect(trips.patienceMs('a')).toBeCloseTo(20, 1);
  });

  it('make the waiting longer when answers come irregularly', () => {
    const trips = new RoundTrips();
    for (let i = 0; i < 100; i += 1) trips.note('a', i % 2 === 0 ? 10 : 30);
    expect(trips.patienceMs('a')).toBeGreaterThan(30);
  });

  it('are kept for a bounded number of peers, the first heard of going first', () => {
    const trips = new RoundTrips();
    for (let i = 0; i < 5_000; i += 1) trips.note(`peer ${i}`, 1);
    expect(trips.patienceMs('peer 0')).toBeNull();
    expect(trips.patienceMs('peer 4999')).not.toBeNull();
  });
});
