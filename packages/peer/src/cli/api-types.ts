// The answers of REST that the command reads; `--json` prints them as they come.

export interface FileAnswer {
  readonly id: string;
  readonly entryId: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly sha256: string;
  readonly peerId: string;
  readonly createdAt: string;
  readonly shared: boolean;
}

export interface FilePageAnswer {
  readonly files: readonly FileAnswer[];
  readonly nextPageToken: string;
  readonly partitions: { readonly answered: number; readonly total: number };
}

export interface HolderAnswer {
  readonly peerId: string;
  readonly complete: boolean;
  readonly shared: boolean;
  readonly rejected: boolean;
}

export interface FileStatAnswer {
  readonly id: string;
  readonly size: number;
  readonly root: string;
  readonly entries: readonly FileAnswer[];
  readonly holders: readonly HolderAnswer[];
  readonly unreachable: readonly HolderAnswer[];
  readonly replicasWanted: number;
  readonly fullyReplicated: boolean;
}

export interface PeerAnswer {
  readonly peerId: string;
  readonly name: string;
  readonly address: string;
  readonly api: string;
  readonly zone: string;
  readonly memberIds: readonly string[];
  readonly state: string;
  readonly version: string;
}

export interface ContactAnswer {
  readonly memberId: string;
  readonly peerId: string;
  readonly address: string;
}

export interface MemberAnswer {
  readonly self: ContactAnswer;
  readonly predecessor: ContactAnswer | null;
  readonly successors: readonly ContactAnswer[];
  readonly fingers: readonly { readonly exponent: number; readonly contact: ContactAnswer }[];
  readonly phase: string;
}

export interface RingAnswer extends MemberAnswer {
  readonly members: readonly MemberAnswer[];
}

export interface HopAnswer {
  readonly index: number;
  readonly from: string;
  readonly to: string;
  readonly toPeerId: string;
  readonly reason: string;
  readonly outcome: string;
  readonly ms: number;
}

export interface LookupAnswer {
  readonly key: string;
  readonly memberId: string;
  readonly peerId: string;
  readonly address: string;
  readonly hops: readonly HopAnswer[];
  readonly ms: number;
}

export interface TransferAnswer {
  readonly transferId: string;
  readonly kind: string;
  readonly fileId: string;
  readonly name: string;
  readonly size: number | null;
  readonly moved: number;
  readonly state: string;
  readonly startedAt: string;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  readonly copies: number;
  readonly copiesWanted: number;
}

export interface ProblemAnswer {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}
