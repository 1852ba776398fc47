// The entry for browsers and their workers: a ring to play with, and nothing that needs Node.
export * from './lab/lab.ts';
export * from './lab/lab-state.ts';
