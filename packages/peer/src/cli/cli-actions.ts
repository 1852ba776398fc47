// What the command starts but does not do itself: the parts that need a whole peer. They are loaded when called, so that
// the other commands start fast.

/** `acorde serve`; what is not given comes from ACORDE_*, the file or the defaults. */
export interface ServeFlags {
  readonly config?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly advertise?: string | undefined;
  /** HOST:PORT to serve the API on. */
  readonly api?: string | undefined;
  readonly queue?: string | undefined;
  readonly directory?: string | undefined;
  readonly name?: string | undefined;
  readonly zone?: string | undefined;
  /** Places on the ring. */
  readonly members?: number | undefined;
  readonly share?: string | undefined;
  readonly quota?: string | undefined;
  readonly limitUp?: string | undefined;
  readonly limitDown?: string | undefined;
  readonly transfersMax?: number | undefined;
  readonly streamsPerSource?: number | undefined;
  readonly join?: string | undefined;
  readonly token?: string | undefined;
  readonly contacts?: readonly string[] | undefined;
  readonly network?: string | undefined;
  readonly amqp?: string | undefined;
  readonly logLevel?: string | undefined;
}

/** `acorde network init` */
export interface NetworkInitFlags {
  readonly directory: string;
  /** Do nothing when the folder has a network, instead of failing. */
  readonly ifMissing: boolean;
  readonly replicas: number;
  readonly successors: number;
  readonly timing: string;
  /** Host names of the API certificate. */
  readonly apiHosts: readonly string[];
}

/** `acorde network issue` */
export interface NetworkIssueFlags {
  /** The network's folder. */
  readonly directory: string;
  readonly role: 'gateway';
  /** The folder for key, certificate and authority. */
  readonly out: string;
}

/** A CloudEvent, as far as it is shown. */
export interface TailedEvent {
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  readonly peerid: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `acorde events tail` */
export interface TailFlags {
  /** RabbitMQ; else the peers' APIs with this token. */
  readonly amqp?: string | undefined;
  readonly apis?: readonly string[] | undefined;
  readonly token?: string | null | undefined;
  readonly filter: { readonly types: readonly string[]; readonly peer: string; readonly telemetry: boolean };
  readonly sinceMs?: number | undefined;
  readonly signal: AbortSignal;
  onEvent(event: TailedEvent): void;
  onLost(api: string, reason: string): void;
  onReady(): void;
}

/** `acorde events publish` */
export interface PublishFlags {
  readonly amqp: string;
  /** Whole CloudEvents. */
  readonly events: AsyncIterable<{ readonly id: string; readonly type: string }>;
}

export interface CliActions {
  /** Runs until a signal; resolves with the exit code. */
  serve(flags: ServeFlags): Promise<number>;
  /** Runs until a signal; the arguments are those of `npm start`. Resolves with the exit code. */
  fleetStart(args: readonly string[]): Promise<number>;
  /** Resolves with what was made, to be shown. */
  networkInit(flags: NetworkInitFlags): Promise<object>;
  /** Resolves with what was made, to be shown. */
  networkIssue(flags: NetworkIssueFlags): Promise<object>;
  /** Resolves when the signal aborts. */
  eventsTail(flags: TailFlags): Promise<void>;
  /** Resolves with how many were published. */
  eventsPublish(flags: PublishFlags): Promise<number>;
}
