import type { ChordEvent } from '@acorde/chord';
import { short } from '../checkers/member-view.ts';
import type { Host } from '../world/host.ts';

/** What happened lately, for people who look into a failure; bounded. Nothing is put into words before it is read. */
export class History {
  readonly #linesMax: number;
  #entries: (() => string)[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number, linesMax = 60) {
    this.#nowMs = nowMs;
    this.#linesMax = linesMax;
  }

  /** Something the simulator did. */
  did(what: string): void {
    const atMs = this.#nowMs();
    this.#add(() => `${time(atMs)}  ** ${what}`);
  }

  /** Something a member told of itself. */
  told(host: Host, event: ChordEvent): void {
    const atMs = this.#nowMs();
    this.#add(() => `${time(atMs)}  ${host.name} (${host.contact.memberId.slice(0, 6)}) ${say(event)}`);
  }

  lines(): string[] {
    return this.#entries.slice(-this.#linesMax).map((entry) => entry());
  }

  #add(entry: () => string): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.#linesMax) this.#entries = this.#entries.slice(-this.#linesMax);
  }
}

function time(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(10)} s`;
}

function say(event: ChordEvent): string {
  switch (event.type) {
    case 'joined':
      return event.via ? `joined through ${short(event.via)}` : 'is a ring of one';
    case 'predecessor_changed':
      return `predecessor ${short(event.previous)} -> ${short(event.predecessor)}`;
    case 'successors_changed':
      return `successors [${event.successors.map(short).join(' ')}]`;
    case 'member_failed':
      return `found ${short(event.contact)} dead: ${event.error}`;
    case 'merged':
      return `merged with ${short(event.with)}`;
    default:
      return event.type;
  }
}
