import type { Contact } from '@acorde/chord';
import type { Process } from './process.ts';

/** A machine that hosts one member, through all of its lives. */
export class Host {
  /** What people call it. */
  readonly name: string;
  /** Its contact in its present life, or in its last one. */
  contact: Contact;
  /** Null while nothing runs on it. */
  process: Process | null = null;
  /** The known contacts on its disk, synced. */
  disk: readonly Contact[] = [];

  constructor(name: string, contact: Contact) {
    this.name = name;
    this.contact = contact;
  }

  get alive(): boolean {
    return this.process !== null;
  }
}
