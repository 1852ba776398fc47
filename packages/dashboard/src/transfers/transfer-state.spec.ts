import { expect, it } from 'vitest';
import type { PeerTransfer } from '../model/fleet-state.ts';
import { shownState } from './transfer-state.ts';

const transfer = (state: string) => ({ transfer: { state } }) as PeerTransfer;

it.each(['running', 'paused'])('what was %s is lost when its peer fails or has left', (state) => {
  expect(shownState(transfer(state), 'up')).toBe(state);
  expect(shownState(transfer(state), 'failed')).toBe('lost');
  expect(shownState(transfer(state), undefined)).toBe('lost');
});

it('what has ended stays as it ended', () => {
  expect(shownState(transfer('done'), 'failed')).toBe('done');
  expect(shownState(transfer('cancelled'), undefined)).toBe('cancelled');
});

it('a state that this page does not know counts as a failure', () => {
  expect(shownState(transfer('sideways'), 'up')).toBe('failed');
});
