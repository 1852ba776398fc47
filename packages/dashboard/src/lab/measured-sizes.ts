/** The rings in which lookups are measured: powers of two, as in the paper. */
export const MEASURED_SIZES = [8, 16, 32, 64, 128, 256, 512, 1024] as const;
