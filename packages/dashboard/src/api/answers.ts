// What the page relies on in each answer, as a specimen. An answer of another shape is said to be wrong where it would
// have been shown, and breaks nothing else.

import type { HopView } from '../wire-event.ts';
import type { AuditedFiles, AuditReply, ControlReply, ProcessView, RiskReply } from '../wire-operate.ts';
import type { FileReply, FilesReply, LookupReply, PeerReply } from '../wire-rest.ts';

type Specimen<T> = Partial<Record<keyof T, unknown>>;

const ENTRY = { entryId: '', fileId: '', name: '', size: 0, mediaType: '', peerId: '' };
const HOLDER = { peerId: '', complete: true };
const CONTACT = { peerId: '', memberId: '' };
const HOP = { index: 0, reason: '', outcome: '', ms: 0 } satisfies Specimen<HopView>;
const AUDITED = {
  count: 0,
  files: [{ fileId: '', name: '', copies: 0, wanted: 0 }],
} satisfies Specimen<AuditedFiles>;
const PROCESS = { peerId: '', name: '', state: '' } satisfies Specimen<ProcessView>;

export const PEER_ANSWER = {
  peer: { peerId: '', name: '', address: '', api: '' },
  members: [{ successors: [CONTACT], fingers: [{ exponent: 0 }], phase: '' }],
} satisfies Specimen<PeerReply>;
export const FILE_ANSWER = {
  ...{ fileId: '', size: 0, entries: [ENTRY], holders: [HOLDER], unreachable: [HOLDER] },
  ...{ replicasWanted: 0, fullyReplicated: true },
} satisfies Specimen<FileReply>;
export const FILES_ANSWER = {
  ...{ entries: [ENTRY], nextPageToken: '', partitionsAnswered: 0, partitionsTotal: 0 },
} satisfies Specimen<FilesReply>;
export const LOOKUP_ANSWER = {
  ...{ lookupId: '', peerId: '', key: '', routing: '', hops: [HOP], ms: 0 },
} satisfies Specimen<LookupReply>;
export const AUDIT_ANSWER = {
  ...{ checked: 0, total: 0, underReplicated: AUDITED, unavailable: AUDITED },
} satisfies Specimen<AuditReply>;
export const CONTROL_ANSWER = { offered: true, processes: [PROCESS] } satisfies Specimen<ControlReply>;
export const RISK_ANSWER = { checked: 0, total: 0, last: AUDITED } satisfies Specimen<RiskReply>;
