import { expect, it } from 'vitest';
import { curlCommand } from './curl-command.ts';

it('asks a cleartext listener by HTTP/2 with prior knowledge', () => {
  expect(curlCommand({ api: 'http://127.0.0.1:8080' })).toBe(
    'npx buf curl --http2-prior-knowledge http://127.0.0.1:8080/acorde.v1.StateService/GetState',
  );
  expect(curlCommand({ api: 'https://peer.example' })).toBe(
    'npx buf curl https://peer.example/acorde.v1.StateService/GetState',
  );
});

it.each(['', 'ftp://x', "http://x'; rm -rf ~", 'http://x y'])(
  'makes no command of %j: it would be pasted into a shell',
  (api) => {
    expect(curlCommand({ api })).toBeNull();
  },
);

it.each(['http://x;id', 'http://$(id)', 'http://x`id`', 'http://x&id', 'http://x|id'])('nor of %s', (api) => {
  expect(curlCommand({ api })).toBeNull();
});
