/** The options that stand before or behind any command. */
export interface GlobalOptions {
  /** URL of a peer's API. */
  readonly api?: string;
  /** Name, or the beginning of the id, of the peer to ask. */
  readonly peer?: string;
  readonly tokenFile?: string;
  /** Data folder of a fleet on this machine. */
  readonly data?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Seconds for the whole command. */
  readonly timeout?: number;
}
