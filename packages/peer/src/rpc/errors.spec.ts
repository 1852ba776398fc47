import { Code, ConnectError } from '@connectrpc/connect';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { toConnectError } from './errors.ts';

let logged: string[];
const log = pino({ level: 'debug' }, { write: (line: string) => logged.push(line) });
beforeEach(() => {
  logged = [];
});

describe('an error on its way out', () => {
  it.each(['parse binary: premature EOF', 'parse binary: illegal tag: field no 0 wire type 1'])(
    'blames the caller for bytes that are no message: %s',
    (message) => {
      const error = toConnectError(new ConnectError(message, Code.Internal), log);
      expect([error.code, error.rawMessage]).toEqual([Code.InvalidArgument, message]);
      expect(logged).toEqual([]);
    },
  );

  it.each([new ConnectError('something else', Code.Internal), new TypeError('x is undefined')])(
    'is logged and tells nothing when nobody expected it: %s',
    (thrown) => {
      const error = toConnectError(thrown, log);
      expect([error.code, error.rawMessage]).toEqual([Code.Internal, 'internal error']);
      expect(logged).toHaveLength(1);
    },
  );
});
