export * from './convert.ts';
export * from './errors.ts';
