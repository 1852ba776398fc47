import { describe, expect, it, vi } from 'vitest';
import { CancellationSource, eitherCancelled } from './cancellation-source.ts';

describe('CancellationSource', () => {
  it('tells each listener once', () => {
    const source = new CancellationSource();
    const listener = vi.fn();
    source.onCancel(listener);
    source.cancel();
    source.cancel();
    expect(listener).toHaveBeenCalledOnce();
    expect(source.cancelled).toBe(true);
  });

  it('tells a late listener at once, and one that unsubscribed never', () => {
    const source = new CancellationSource();
    const gone = vi.fn();
    const late = vi.fn();
    source.onCancel(gone)();
    source.cancel();
    source.onCancel(late);
    expect(gone).not.toHaveBeenCalled();
    expect(late).toHaveBeenCalledOnce();
  });
});

describe('eitherCancelled', () => {
  it('is one of both, and tells once', () => {
    const [a, b] = [new CancellationSource(), new CancellationSource()];
    const either = eitherCancelled(a, b);
    const listener = vi.fn();
    either.onCancel(listener);
    expect(either.cancelled).toBe(false);
    b.cancel();
    a.cancel();
    expect(either.cancelled).toBe(true);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('is the first alone when there is no second', () => {
    const a = new CancellationSource();
    expect(eitherCancelled(a, undefined)).toBe(a);
  });

  it('forgets a listener that unsubscribed', () => {
    const [a, b] = [new CancellationSource(), new CancellationSource()];
    const listener = vi.fn();
    eitherCancelled(a, b).onCancel(listener)();
    a.cancel();
    b.cancel();
    expect(listener).not.toHaveBeenCalled();
  });
});
