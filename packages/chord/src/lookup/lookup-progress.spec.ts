import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { LookupProgress } from './lookup-progress.ts';

const at = contactAt;
const next = (...places: string[]) => places.map((place) => ({ contact: at(place), reason: 'hint' }));
const place = (progress: LookupProgress) => progress.next()?.contact.memberId.slice(0, 2) ?? null;

/** A lookup of 80 from 00, which has looked at its own knowledge. */
function begun(): LookupProgress {
  const progress = new LookupProgress(at('80').memberId, []);
  progress.narrow(at('00'));
  progress.next();
  return progress;
}

describe('LookupProgress', () => {
  it('asks the member it begins with first', () => {
    const progress = new LookupProgress(at('80').memberId, []);
    progress.narrow(at('00'));
    expect(place(progress)).toBe('00');
    expect(place(progress)).toBeNull();
  });

  it('asks in the order named, the latest answer first', () => {
    const progress = begun();
    progress.offer(at('00'), next('40', '20'));
    expect(place(progress)).toBe('40');
    expect(progress.narrow(at('40'))).toBe('forwarded');
    progress.offer(at('40'), next('60'));
    expect(place(progress)).toBe('60');
  });

  it('drops whom it has passed', () => {
    const progress = begun();
    progress.offer(at('00'), next('40', '20', '90'));
    progress.next();
    progress.narrow(at('40'));
    expect(place(progress)).toBe('90');
    expect(place(progress)).toBeNull();
  });

  it('is narrowed from above by those that are not the owner', () => {
    const progress = begun();
    progress.offer(at('00'), next('90', 'a0'));
    progress.next();
    expect(progress.narrow(at('90'))).toBe('not_owner');
    progress.offer(at('90'), next('88', '95'));
    expect(place(progress)).toBe('88');
    expect(place(progress)).toBeNull();
  });

  it('believes no claim of a member before the key while another lives', () => {
    const progress = begun();
    expect(progress.mayOwn(at('40'))).toBe(false);
    expect(progress.mayOwn(at('80'))).toBe(true);
    expect(progress.mayOwn(at('90'))).toBe(true);
    expect(progress.mayOwn(at('00'))).toBe(true);
    progress.narrow(at('40'));
    expect(progress.mayOwn(at('40'))).toBe(false);
  });

  it('believes the first member when it knows no other', () => {
    expect(new LookupProgress(at('80').memberId, []).mayOwn(at('40'))).toBe(true);
  });

  it('asks the ends again once somebody else was found dead', () => {
    const progress = begun();
    progress.offer(at('00'), next('40'));
    progress.next();
    progress.narrow(at('40'));
    progress.offer(at('40'), next('90'));
    progress.next();
    progress.exclude(at('90'));
    expect(progress.excluded).toEqual([at('90').memberId]);
    expect(progress.next()).toMatchObject({ contact: at('40'), reason: 'retry', from: at('00') });
    expect(progress.next()).toMatchObject({ contact: at('00'), reason: 'retry' });
    expect(progress.next()).toBeNull();
  });

  it('asks nobody twice who was of no use', () => {
    const progress = begun();
    progress.offer(at('00'), next('40'));
    progress.next();
    progress.setAside(at('40').memberId);
    progress.offer(at('00'), next('40'));
    expect(progress.next()).toBeNull();
    expect(progress.excluded).toEqual([]);
  });

  it('gives a later life of a dead member a chance, and one shut out by the caller none', () => {
    const progress = new LookupProgress(at('80').memberId, [at('60').memberId]);
    progress.narrow(at('00'));
    progress.next();
    progress.exclude(at('40'));
    const later = [at('40', 'elsewhere', 2), at('60', 'elsewhere', 2)];
    progress.offer(
      at('00'),
      later.map((contact) => ({ contact, reason: 'hint' })),
    );
    expect(progress.next()?.contact).toBe(later[0]);
    expect(progress.excluded).toEqual([at('60').memberId]);
    expect(progress.next()).toMatchObject({ reason: 'retry' });
  });

  it('reads no more of an answer than it can use', () => {
    const progress = begun();
    progress.offer(at('00'), next(...Array.from({ length: 1_000 }, (_, i) => (0x1000 + i).toString(16))));
    let asked = 0;
    while (progress.next() !== null) asked += 1;
    expect(asked).toBeLessThanOrEqual(16);
  });
});
