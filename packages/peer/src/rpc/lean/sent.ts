// A service that streams bytes out of a buffer of its own wants to know when the buffer is free again. It marks the message;
// the lean way calls the mark once the system has the bytes, and the general way, which copies, never does.
const SENT = Symbol('sent');

/** The message, marked: `onSent` is called at most once, when its bytes have been sent. */
export function withSent<T extends object>(message: T, onSent: () => void): T {
  Object.defineProperty(message, SENT, { value: onSent });
  return message;
}

export function sentOf(message: unknown): (() => void) | undefined {
  return (message as { [SENT]?: () => void })[SENT];
}
