// The fleet's peers as the launcher knows them: which run, which were stopped, and how to start one more. One thing at a
// time happens to a peer; nothing is restarted unless somebody asks for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import type { ConfigInput } from '../config.ts';
import type { FleetPeer } from './fleet-file.ts';
import { PEERS_MAX } from './options.ts';

export type PeerConfig = ConfigInput & { name: string; directory: string };

/** A started peer, in a process of its own or in this one. */
export interface RunningPeer extends FleetPeer {
  /** Resolves with how it ended; never in-process. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does; null where it has no process of its own. */
  readonly kill: (() => void) | null;
}

export type ProcessState = 'running' | 'starting' | 'stopping' | 'stopped' | 'ended';

export interface ProcessStatus {
  readonly peerId: string;
  readonly name: string;
  readonly pid: number;
  readonly state: ProcessState;
}

export type Operation = 'stop' | 'kill' | 'start';

export interface Roster {
  /** Starts a peer and remembers it. Errors: why it did not start. */
  launch(config: PeerConfig): Promise<RunningPeer>;
  /** Starts one peer more, with a name that none has had. Errors: INVALID_ARGUMENT beyond PEERS_MAX. */
  add(): Promise<ProcessStatus>;
  /** Errors: NOT_FOUND; BUSY while something else happens to it; FORBIDDEN to kill a peer of this process. */
  operate(peerId: string, operation: Operation): Promise<ProcessStatus>;
  list(): readonly ProcessStatus[];
  running(): readonly FleetPeer[];
  stopAll(): Promise<void>;
}

export interface RosterParts {
  readonly start: (config: PeerConfig) => Promise<RunningPeer>;
  /** The configuration of a further peer, written to its folder. */
  readonly configure: (name: string, contacts: readonly string[]) => Promise<PeerConfig>;
  /** Told after each change, so that fleet.json can follow. */
  readonly onChange: () => void;
}

interface Slot {
  readonly config: PeerConfig;
  peer: RunningPeer | null;
  state: ProcessState;
  starting: Promise<RunningPeer> | null;
}

const CONTACTS_MAX = 16;

export function createRoster({ start, configure, onChange }: RosterParts): Roster {
  const slots: Slot[] = [];

  async function run(slot: Slot): Promise<RunningPeer> {
    slot.state = 'starting';
    slot.starting = start(slot.config);
    try {
      const peer = await slot.starting;
      slot.peer = peer;
      slot.state = 'running';
      void peer.exited.then(() => ended(slot, peer));
      return peer;
    } catch (error) {
      slot.state = 'ended';
      throw error;
    } finally {
      slot.starting = null;
      onChange();
    }
  }

  /** A process that ended without being asked to, or after it. */
  function ended(slot: Slot, peer: RunningPeer): void {
    if (slot.peer !== peer || slot.state === 'starting') return;
    slot.state = slot.state === 'stopping' || slot.state === 'stopped' ? 'stopped' : 'ended';
    onChange();
  }

  async function stop(slot: Slot): Promise<void> {
    slot.state = 'stopping';
    await slot.peer?.stop();
    slot.state = 'stopped';
    onChange();
  }

  function find(peerId: string): Slot {
    const slot = slots.find(({ peer }) => peer?.id === peerId);
    if (!slot) throw new AcordeError('NOT_FOUND', 'the launcher has not started such a peer');
    return slot;
  }

  async function kill(slot: Slot, peer: RunningPeer): Promise<void> {
    if (peer.kill === null) {
      throw new AcordeError(
        'FORBIDDEN',
        'this peer lives in the launcher (--in-process): it can be stopped, not killed',
      );
    }
    peer.kill();
    await peer.exited;
    ended(slot, peer);
  }

  return {
    launch(config) {
      const slot: Slot = { config, peer: null, state: 'starting', starting: null };
      slots.push(slot);
      return run(slot);
    },
    async add() {
      if (slots.length >= PEERS_MAX) {
        throw new AcordeError('INVALID_ARGUMENT', `a launcher starts at most ${PEERS_MAX} peers`);
      }
      const names = new Set(slots.map(({ config }) => config.name));
      let number = slots.length + 1;
      while (names.has(`peer-${number}`)) number += 1;
      // The place is taken before the first wait: two that add at once get two names.
      const slot: Slot = {
        config: { name: `peer-${number}`, directory: '' },
        peer: null,
        state: 'starting',
        starting: null,
      };
      slots.push(slot);
      const contacts = slots.flatMap(({ peer, state }) =>
        peer && state === 'running' ? [peer.address] : [],
      );
      try {
        const config = await configure(slot.config.name, contacts.slice(0, CONTACTS_MAX));
        const ready: Slot = { ...slot, config };
        slots[slots.indexOf(slot)] = ready;
        await run(ready);
        return status(ready);
      } catch (error) {
        const at = slots.findIndex(({ config }) => config.name === slot.config.name);
        if (slots[at]?.peer === null) slots.splice(at, 1);
        throw error;
      }
    },
    async operate(peerId, operation) {
      const slot = find(peerId);
      const runs = slot.state === 'running';
      if (operation === 'start' ? slot.state !== 'stopped' && slot.state !== 'ended' : !runs) {
        throw new AcordeError('BUSY', `${slot.config.name} is ${slot.state}`);
      }
      if (operation === 'start') await run(slot);
      else if (operation === 'stop') await stop(slot);
      else await kill(slot, slot.peer as RunningPeer);
      return status(slot);
    },
    list: () => slots.filter(({ peer }) => peer !== null).map(status),
    running: () =>
      slots.flatMap(({ peer, state }) => {
        if (!peer || state !== 'running') return [];
        const { id, name, pid, address, api } = peer;
        return [{ id, name, pid, address, api }];
      }),
    /** All at once; one that is still starting is awaited first, so that none is left behind. */
    async stopAll() {
      await Promise.all(
        slots.map(async (slot) => {
          const peer = slot.starting ? await slot.starting.catch(() => null) : slot.peer;
          slot.state = 'stopping';
          await peer?.stop();
        }),
      );
    },
  };
}

function status({ config, peer, state }: Slot): ProcessStatus {
  return { peerId: peer?.id ?? '', name: config.name, pid: peer?.pid ?? 0, state };
}

/** Writes a peer's configuration to its folder. */
export function writeConfig(config: PeerConfig): void {
  mkdirSync(config.directory, { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify(config, null, 2)}\n`;
  writeFileSync(join(config.directory, 'config.json'), text, { mode: 0o600 });
}
