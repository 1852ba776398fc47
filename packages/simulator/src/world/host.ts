import type { Contact } from '@acorde/chord';
import type { MemberView } from '../checkers/member-view.ts';
import type { Process } from './process.ts';

/** A machine that hosts one member, through all of its lives. */
export class Host {
  /** What people call it. */
  readonly name: string;
  /** Its contact in its present life, or in its last one. */
  contact: Contact;
  /** Null while nothing runs on it. */
  process: Process | null = null;
  /** When its present life began, or its last one. */
  startedMs = 0;
  /** The known contacts on its disk, synced. */
  disk: readonly Contact[] = [];
  #view: MemberView | null = null;

  constructor(name: string, contact: Contact) {
    this.name = name;
    this.contact = contact;
  }

  get alive(): boolean {
    return this.process !== null;
  }

  /** What its member shows to checkers; null while it is no part of a ring. */
  get view(): MemberView | null {
    this.#view ??= this.#look();
    return this.#view;
  }

  /** Its member, or its process, is not what it was. */
  changed(): void {
    this.#view = null;
  }

  #look(): MemberView | null {
    const snapshot = this.process?.node.snapshot();
    if (!snapshot?.joined) return null;
    const { self, predecessor, successors } = snapshot;
    return { name: this.name, self, predecessor, successors };
  }
}
