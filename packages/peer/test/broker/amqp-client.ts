// The client library, for tests that lie outside the packages that use it.

export type { Channel } from 'amqplib';
export { default as amqp } from 'amqplib';
