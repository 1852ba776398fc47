export * from './convert.ts';
export * from './errors.ts';
export * from './transfer.ts';
