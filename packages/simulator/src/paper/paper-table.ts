// Experiments of the Chord papers, run on the real core and laid beside the papers' figures.

/** One experiment's outcome, for people and machines. */
export interface PaperTable {
  /** For file names and options. */
  readonly name: string;
  readonly title: string;
  /** Where the papers tell of it. */
  readonly source: string;
  readonly columns: readonly string[];
  /** Null: the papers say nothing. */
  readonly rows: readonly (readonly (number | string | null)[])[];
  /** What the papers claim and this run does not show; empty when all of it holds. */
  readonly broken: readonly string[];
}

/** What an experiment is asked for. */
export interface PaperOptions {
  readonly seed: number;
  /** Lookups of each row. */
  readonly lookups: number;
  /** Rings that these are spread over, at most; as many as make a fair sample unless given. */
  readonly rings?: number;
}
