// The gateway's answers about operating the fleet: what needs a look, and the processes that the launcher started.

/** GET /api/audit: files with too few copies within reach, as the keepers of their records told. */
export interface AuditReply {
  /** When it was asked, Unix milliseconds by the gateway's clock. */
  readonly atMs: number;
  /** How many files were asked for, of how many the fleet shares; less than all when there are very many. */
  readonly checked: number;
  readonly total: number;
  readonly underReplicated: AuditedFiles;
  /** No complete copy is within reach. */
  readonly unavailable: AuditedFiles;
}

export interface AuditedFiles {
  readonly count: number;
  /** The first ones by name, at most AUDITED_MAX. */
  readonly files: readonly AuditedFile[];
}

export interface AuditedFile {
  readonly fileId: string;
  readonly name: string;
  readonly copies: number;
  readonly wanted: number;
}

export const AUDITED_MAX = 50;

/** GET /api/control */
export interface ControlReply {
  /** False where no launcher offers it: peers that were started by hand, or containers. */
  readonly offered: boolean;
  /** Whether peers have processes of their own, which alone can be killed. */
  readonly canKill: boolean;
  readonly processes: readonly ProcessView[];
}

export interface ProcessView {
  /** The peer's id. */
  readonly peerId: string;
  readonly name: string;
  readonly pid: number;
  /** `ended`: it was killed, or died. */
  readonly state: 'running' | 'starting' | 'stopping' | 'stopped' | 'ended';
}

/** GET /api/control/peers/{id}/risk: what would be out of reach without this peer. */
export interface RiskReply {
  readonly checked: number;
  readonly total: number;
  /** Files whose last complete copy within reach is at this peer. */
  readonly last: AuditedFiles;
}

/** POST /api/control/peers, and POST /api/control/peers/{id}/{stop|kill|start}. */
export interface OperateReply {
  readonly process: ProcessView;
}

export type Operation = 'stop' | 'kill' | 'start';
