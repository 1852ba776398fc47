// How often one caller may send what costs us work and it nothing. Whoever keeps to the protocol stays far below.
import type { System } from '../system.ts';

const CALLERS_MAX = 1_024;

interface Account {
  left: number;
  readAtMs: number;
}

export class CallBudget {
  readonly #system: System;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #accounts = new Map<string, Account>();

  constructor(system: System, options: { readonly perSecond: number; readonly burst: number }) {
    this.#system = system;
    this.#perSecond = options.perSecond;
    this.#burst = options.burst;
  }

  /** Takes one call off; false when the caller has none left. */
  take(caller: string): boolean {
    const nowMs = this.#system.monotonicMs();
    const account = this.#accounts.get(caller) ?? this.#open(caller, nowMs);
    const earned = ((nowMs - account.readAtMs) / 1000) * this.#perSecond;
    account.left = Math.min(this.#burst, account.left + earned);
    account.readAtMs = nowMs;
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  #open(caller: string, nowMs: number): Account {
    const oldest = this.#accounts.size >= CALLERS_MAX ? this.#accounts.keys().next().value : undefined;
    if (oldest !== undefined) this.#accounts.delete(oldest);
    const account = { left: this.#burst, readAtMs: nowMs };
    this.#accounts.set(caller, account);
    return account;
  }
}
