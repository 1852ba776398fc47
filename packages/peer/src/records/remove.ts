// Removing an entry: its publisher writes the tombstone; when the publisher is out of reach, a peer whose certificate
// carries the right `admin` signs in its place.
import { AcordeError } from '@acorde/protocol';
import type { Database } from '../store/database.ts';
import { encodeTombstone } from './bodies.ts';
import { removes } from './keys.ts';
import type {
  AddressBook,
  RecordsRemote,
  RecordsServer,
  RemovalLog,
  Signer,
  VersionSource,
} from './ports.ts';
import type { Publisher } from './publish.ts';
import type { Entry, SignedRecord } from './record.ts';
import { signRecord } from './sign.ts';
import type { Verifier } from './verify.ts';

export interface Remover {
  /** Errors: FORBIDDEN, and those of publishing. */
  remove(entry: Entry, signal?: AbortSignal): Promise<void>;
}

interface Deps {
  readonly server: RecordsServer;
  readonly remote: RecordsRemote;
  readonly addresses: AddressBook;
  readonly verifier: Verifier;
  readonly publisher: Publisher;
  readonly signer: Signer;
  readonly versions: VersionSource;
  readonly database: Database;
  readonly removals: RemovalLog;
  readonly nowMs: () => number;
}

interface Removal {
  readonly tombstone: SignedRecord;
  /** Whether this peer has yet to tell of it: the publisher tells of those that it writes. */
  readonly untold: boolean;
}

export function createRemover(deps: Deps): Remover {
  const { server, remote, addresses, signer } = deps;

  function sign(entry: Entry, certificate?: Uint8Array): Removal {
    const { entryId, fileId, peerId } = entry;
    const body = encodeTombstone({ entryId, fileId, peerId, removeTimeMs: deps.nowMs() });
    return { tombstone: signRecord('tombstone', body, deps, certificate), untold: true };
  }

  async function own(entry: Entry): Promise<Removal> {
    try {
      return { tombstone: await server.remove(entry.entryId, entry.fileId), untold: false };
    } catch (error) {
      // The ring knows an entry that this peer has forgotten; it is still the publisher.
      if (codeOf(error) === 'FILE_NOT_FOUND') return sign(entry);
      throw error;
    }
  }

  async function ofAnother(entry: Entry, signal: AbortSignal | undefined): Promise<Removal> {
    try {
      return { tombstone: await fromPublisher(entry, signal), untold: false };
    } catch (error) {
      if (codeOf(error) === 'CANCELLED') throw error;
      if (signer.adminCertificate) return sign(entry, signer.adminCertificate);
      throw refusal(error);
    }
  }

  async function fromPublisher(entry: Entry, signal: AbortSignal | undefined): Promise<SignedRecord> {
    const address = addresses.addressOf(entry.peerId);
    if (!address) throw new AcordeError('PEER_UNREACHABLE', 'the publisher is not known here');
    const tombstone = await remote.remove(address, entry.entryId, entry.fileId, signal);
    const { says } = deps.verifier.verify(tombstone);
    if (says.kind === 'tombstone' && removes(says.tombstone, entry)) return tombstone;
    throw new AcordeError('INVALID_ARGUMENT', 'the publisher answered with another tombstone');
  }

  return {
    async remove(entry, signal) {
      const { tombstone, untold } = await (entry.peerId === signer.peerId
        ? own(entry)
        : ofAnother(entry, signal));
      // The same checks as anywhere: a certificate that has lost its right is told here, not by every replica.
      deps.verifier.verify(tombstone);
      await deps.publisher.publish([tombstone], signal);
      if (untold) await deps.database.commit(() => deps.removals.removed(entry));
    },
  };
}

function refusal(cause: unknown): AcordeError {
  const why =
    codeOf(cause) === 'PEER_UNREACHABLE' ? 'the publisher does not answer' : 'the publisher did not';
  return new AcordeError('FORBIDDEN', `only its publisher or an admin may remove the entry; ${why}`, {
    cause,
  });
}

function codeOf(error: unknown): string | null {
  return error instanceof AcordeError ? error.code : null;
}
