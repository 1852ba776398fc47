export * from './network/cuts.ts';
export * from './network/network.ts';
export * from './network/weather.ts';
export * from './random/seeded-random.ts';
export * from './time/turns.ts';
export * from './world/host.ts';
export * from './world/world.ts';
