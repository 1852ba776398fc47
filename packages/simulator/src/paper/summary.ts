/** What is told of many measurements. */
export interface Summary {
  readonly mean: number;
  readonly p1: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Throws RangeError for none. */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const sum = values.reduce((total, value) => total + value, 0);
  return { mean: sum / values.length, p1: at(0.01), p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Rounded for people. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
