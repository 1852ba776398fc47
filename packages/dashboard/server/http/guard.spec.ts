import { describe, expect, test } from 'vitest';
import { createGuard, LOCAL_NAMES } from './guard.ts';

const guard = createGuard({
  names: [...LOCAL_NAMES, 'acorde.example', 'proxy.example:8443'],
  port: () => 3000,
});

describe('the guard', () => {
  test.each([
    '127.0.0.1:3000',
    'localhost:3000',
    '[::1]:3000',
    'LOCALHOST:3000',
    'acorde.example:3000',
    'proxy.example:8443',
  ])('reads for the host %s', (host) => expect(() => guard.checkRead({ host })).not.toThrow());

  test.each([
    '127.0.0.1:3001',
    'localhost',
    'evil.example:3000',
    'localhost:3000.evil.example',
    '',
    'proxy.example:3000',
  ])('does not read for the host "%s"', (host) =>
    expect(() => guard.checkRead({ host })).toThrow('host name'),
  );

  test('a request without a host is turned away', () => {
    expect(() => guard.checkRead({})).toThrow('host name');
  });

  test.each(['http://localhost:3000', 'https://127.0.0.1:3000'])('writes for the page %s', (origin) => {
    expect(() => guard.checkWrite({ host: 'localhost:3000', origin })).not.toThrow();
  });

  test.each([
    undefined,
    'null',
    '',
    'http://evil.example',
    'http://localhost:3001',
    'http://localhost',
    'ftp://localhost:3000',
    'http://localhost:3000/x',
  ])('does not write for the page "%s"', (origin) =>
    expect(() => guard.checkWrite({ host: 'localhost:3000', origin })).toThrow('Origin'),
  );

  test('on port 80 a host needs no port', () => {
    const plain = createGuard({ names: ['acorde.example'], port: () => 80 });
    expect(() => plain.checkWrite({ host: 'acorde.example', origin: 'http://acorde.example' })).not.toThrow();
  });
});
