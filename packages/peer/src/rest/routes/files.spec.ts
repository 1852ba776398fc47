import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

async function put(name: string, payload: string | Buffer = 'hello', headers: Record<string, string> = {}) {
  return test.ask({ method: 'POST', url: `/v1/files?name=${encodeURIComponent(name)}`, payload, headers });
}

describe('a put', () => {
  it('answers 201 with the entry, its place and its tag', async () => {
    const answer = await put('hello.txt', 'hello', { 'content-type': 'text/plain' });
    expect(answer.statusCode).toBe(201);
    const file = answer.json();
    expect(file).toMatchObject({
      name: 'hello.txt',
      size: 5,
      mediaType: 'text/plain',
      sha256: sha256('hello').toString('hex'),
      createdAt: '2026-01-02T03:04:05.000Z',
      shared: false,
    });
    expect(Object.keys(file).sort()).toEqual(
      ['createdAt', 'entryId', 'id', 'mediaType', 'name', 'peerId', 'sha256', 'shared', 'size'].sort(),
    );
    expect(answer.headers.location).toBe(`/v1/files/${file.id}`);
    expect(answer.headers.etag).toBe(`"${file.id}"`);
  });

  it('answers 200 when the same entry was there', async () => {
    const first = await put('twice.txt');
    const second = await put('twice.txt');
    expect(second.statusCode).toBe(200);
    expect(second.json()).toEqual(first.json());
  });

  it.each(['canción-de-año-nuevo.txt', '会议记录.txt', 'two words & a %.txt'])(
    'keeps the name %s',
    async (name) => {
      expect((await put(name)).json().name).toBe(name);
    },
  );

  it.each([
    ['empty', '', 'no name'],
    ['dot', '.', 'dots'],
    ['dots', '..', 'dots'],
    ['a path', '../etc/passwd', 'slash'],
    ['a Windows path', 'C:\\x', 'backslash'],
    ['NUL', 'a\0b', 'control'],
    ['a control character', 'a\nb', 'control'],
    ['a bidi mark', 'exe\u202etxt', 'bidi'],
    ['256 bytes', 'ñ'.repeat(128), 'length'],
  ])('refuses the name: %s', async (_what, name) => {
    const answer = await put(name);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().code).toBe('INVALID_ARGUMENT');
    expect(test.peer.files.stored.size).toBe(0);
  });

  it.each(['%FF%FE', '%', 'a%2', '%C3'])('refuses a name that is no UTF-8: %s', async (name) => {
    const answer = await test.ask({ method: 'POST', url: `/v1/files?name=${name}`, payload: 'x' });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(test.peer.files.stored.size).toBe(0);
  });

  it('refuses a request without a name, and one with two', async () => {
    for (const url of ['/v1/files', '/v1/files?name=a&name=b']) {
      const answer = await test.ask({ method: 'POST', url, payload: 'x' });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().detail).toContain('query/name');
    }
  });

  it('takes an empty body', async () => {
    const answer = await put('empty', '');
    expect(answer.statusCode).toBe(201);
    expect(answer.json().size).toBe(0);
  });

  it.each([undefined, 'application/json', 'text/html; charset=utf-8', 'application/x-www-form-urlencoded'])(
    'takes the body as bytes when its type is %s',
    async (type) => {
      const answer = await put('raw', '{"broken": ', type ? { 'content-type': type } : {});
      expect(answer.statusCode).toBe(201);
      expect(answer.json().size).toBe(11);
    },
  );

  it('takes a stream without a length', async () => {
    const payload = Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(70_000, 2)]);
    const answer = await test.ask({ method: 'POST', url: '/v1/files?name=stream', payload });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().size).toBe(140_000);
  });

  it('refuses a form around the file, and a coded body', async () => {
    const form = await put('form', '--x', { 'content-type': 'multipart/form-data; boundary=x' });
    expect(form.statusCode).toBe(415);
    expect(form.json().detail).toContain('--data-binary');
    const coded = await put('coded', 'x', { 'content-encoding': 'gzip' });
    expect(coded.statusCode).toBe(415);
    expect(test.peer.files.stored.size).toBe(0);
  });

  it('checks a digest', async () => {
    const right = `sha-256=:${sha256('hello').toString('base64')}:`;
    const wrong = `sha-256=:${sha256('other').toString('base64')}:`;
    expect((await put('a', 'hello', { 'repr-digest': right })).statusCode).toBe(201);
    expect((await put('b', 'hello', { 'content-digest': `sha-512=:abc:, ${right}` })).statusCode).toBe(201);
    expect((await put('c', 'hello', { 'repr-digest': wrong })).statusCode).toBe(400);
    expect((await put('d', 'hello', { 'repr-digest': right, 'content-digest': wrong })).statusCode).toBe(400);
    expect((await put('e', 'hello', { 'repr-digest': 'sha-256=abc' })).statusCode).toBe(400);
    expect([...test.peer.files.entries.values()].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('refuses more bytes than the limit, declared or not', async () => {
    await test.app.close();
    test = await createTestApp({ uploadBytesMax: 10 });
    const declared = await put('big', 'x'.repeat(11));
    expect(declared.statusCode).toBe(413);
    expect(declared.json().code).toBe('FILE_TOO_LARGE');
    const payload = Readable.from([Buffer.alloc(6), Buffer.alloc(6)]);
    const streamed = await test.ask({ method: 'POST', url: '/v1/files?name=big', payload });
    expect(streamed.statusCode).toBe(413);
    expect(test.peer.files.stored.size).toBe(0);
    expect(test.peer.files.uploadsAborted).toHaveLength(1);
  });
});

describe('a get', () => {
  const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  let id: string;
  beforeEach(async () => {
    id = (await put('números.bin', content, { 'content-type': 'video/mp4' })).json().id;
  });
  const get = (headers: Record<string, string> = {}, query = '') =>
    test.ask({ url: `/v1/files/${id}${query}`, headers });

  it('answers the bytes, as an attachment that nothing runs', async () => {
    const answer = await get();
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(content)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-length': '200000',
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      etag: `"${id}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'repr-digest': `sha-256=:${sha256(content).toString('base64')}:`,
      'content-disposition': `attachment; filename="numeros.bin"; filename*=UTF-8''n%C3%BAmeros.bin`,
    });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
  });

  it('answers the same headers to HEAD, without the bytes', async () => {
    const whole = await get();
    const head = await test.ask({ method: 'HEAD', url: `/v1/files/${id}` });
    expect(head.statusCode).toBe(200);
    expect(head.rawPayload).toHaveLength(0);
    for (const name of ['content-length', 'content-type', 'etag', 'repr-digest', 'content-disposition']) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100-199', 100, 100],
    ['bytes=199999-', 199_999, 1],
    ['bytes=-5', 199_995, 5],
    ['bytes=199990-999999999999', 199_990, 10],
  ])('answers the range %s', async (range, offset, length) => {
    const answer = await get({ range });
    expect(answer.statusCode).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes ${offset}-${offset + length - 1}/200000`);
    expect(answer.headers['content-length']).toBe(String(length));
    expect(answer.rawPayload.equals(content.subarray(offset, offset + length))).toBe(true);
  });

  it.each(['bytes=200000-', 'bytes=-0', 'bytes=300000-300001'])('refuses the range %s', async (range) => {
    const answer = await get({ range });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */200000');
    expect(answer.json().code).toBe('RANGE_NOT_SATISFIABLE');
  });

  it.each(['bytes=5-4', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=a-b', 'bytes=-', `bytes=${'9'.repeat(400)}-`])(
    'ignores what is no single range: %s',
    async (range) => {
      const answer = await get({ range });
      expect(answer.statusCode).toBe(200);
      expect(answer.rawPayload).toHaveLength(200_000);
    },
  );

  it('heeds If-Range', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': `"${id}"` })).statusCode).toBe(206);
    expect((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).statusCode).toBe(200);
  });

  it('answers 304 to a caller that has the file', async () => {
    for (const tag of [`"${id}"`, `W/"${id}"`, `"other", "${id}"`, '*']) {
      const answer = await get({ 'if-none-match': tag });
      expect(answer.statusCode).toBe(304);
      expect(answer.headers.etag).toBe(`"${id}"`);
    }
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('takes the name from the query or from one entry', async () => {
    const other = (await put('other.bin', content)).json();
    expect((await get({}, '?name=mine.bin')).headers['content-disposition']).toContain('"mine.bin"');
    expect((await get({}, `?entry=${other.entryId}`)).headers['content-disposition']).toContain(
      '"other.bin"',
    );
    expect((await get({}, `?entry=${'0'.repeat(64)}`)).statusCode).toBe(404);
  });

  it('answers an empty file', async () => {
    const empty = (await put('empty', '')).json().id;
    const whole = await test.ask({ url: `/v1/files/${empty}` });
    expect([whole.statusCode, whole.headers['content-length'], whole.body]).toEqual([200, '0', '']);
    const range = await test.ask({ url: `/v1/files/${empty}`, headers: { range: 'bytes=0-' } });
    expect(range.statusCode).toBe(416);
  });

  it('answers an error with its code while nothing has been sent', async () => {
    test.peer.files.get = async () => ({
      status: await test.peer.files.stat(id as never),
      // biome-ignore lint/correctness/useYield: it fails before the first byte
      bytes: (async function* () {
        throw new AcordeError('CONTENT_CORRUPT', 'no holder has right bytes');
      })(),
    });
    const answer = await get();
    expect(answer.statusCode).toBe(502);
    expect(answer.json().code).toBe('CONTENT_CORRUPT');
  });

  it("does not let a stranger's media type break the header", async () => {
    for (const entry of test.peer.files.entries.values()) {
      test.peer.files.entries.set(entry.entryId, {
        ...entry,
        mediaType: 'a\r\nset-cookie: x',
        sha256: 'nonsense',
      });
    }
    const answer = await get();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['repr-digest']).toBeUndefined();
  });
});

describe('what is known of a file', () => {
  it('is told by stat, holders and manifest', async () => {
    const content = Buffer.alloc(2 ** 20 + 5, 7);
    const { id } = (await put('a.bin', content)).json();
    const stat = (await test.ask({ url: `/v1/files/${id}/stat` })).json();
    expect(stat).toMatchObject({ id, size: content.length, replicasWanted: 3, fullyReplicated: false });
    expect(stat.entries).toHaveLength(1);
    const holders = (await test.ask({ url: `/v1/files/${id}/holders` })).json();
    expect(holders).toEqual({
      holders: [{ peerId: stat.entries[0].peerId, complete: true, shared: false, rejected: false }],
      unreachable: [],
      replicasWanted: 3,
      fullyReplicated: false,
    });
    const first = (await test.ask({ url: `/v1/files/${id}/manifest?page_size=1` })).json();
    expect(first).toMatchObject({ id, size: content.length, chunkSize: 2 ** 20, nextPageToken: '1' });
    expect(first.digests).toEqual([sha256(content.subarray(0, 2 ** 20)).toString('hex')]);
    const second = (await test.ask({ url: `/v1/files/${id}/manifest?page_size=1&page_token=1` })).json();
    expect(second.nextPageToken).toBe('');
    expect(second.digests).toEqual([sha256(content.subarray(2 ** 20)).toString('hex')]);
  });

  it('is refused for a page token that is none', async () => {
    const { id } = (await put('a.bin')).json();
    expect((await test.ask({ url: `/v1/files/${id}/manifest?page_token=x` })).statusCode).toBe(400);
    expect((await test.ask({ url: `/v1/files/${id}/manifest?page_token=9999999` })).json().digests).toEqual(
      [],
    );
  });

  it.each(['', '/stat', '/holders', '/manifest'])('is 404 for an unknown file: %s', async (path) => {
    const answer = await test.ask({ url: `/v1/files/${'0'.repeat(64)}${path}` });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().code).toBe('FILE_NOT_FOUND');
  });

  it.each([
    'nonsense',
    'A'.repeat(64),
    '0'.repeat(63),
    '0'.repeat(65),
    '0'.repeat(5000),
    '..%2f..%2fetc',
    '%00',
  ])('is 400 for a malformed id: %.20s', async (id) => {
    for (const path of ['', '/stat', '/holders', '/manifest']) {
      const answer = await test.ask({ url: `/v1/files/${id}${path}` });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().code).toBe('INVALID_ARGUMENT');
    }
    expect((await test.ask({ url: `/v1/entries/${id}` })).statusCode).toBe(400);
    expect((await test.ask({ method: 'DELETE', url: `/v1/entries/${id}` })).statusCode).toBe(400);
  });
});

describe('a search', () => {
  it('pages through the names', async () => {
    for (const name of ['b', 'a', 'c']) await put(name);
    const first = (await test.ask({ url: '/v1/files?page_size=2' })).json();
    expect(first.files.map((file: { name: string }) => file.name)).toEqual(['a', 'b']);
    expect(first.partitions).toEqual({ answered: 16, total: 16 });
    const second = (
      await test.ask({ url: `/v1/files?page_size=2&page_token=${first.nextPageToken}` })
    ).json();
    expect(second.files.map((file: { name: string }) => file.name)).toEqual(['c']);
    expect(second.nextPageToken).toBe('');
  });

  it('asks one peer when one is named', async () => {
    const asked: unknown[] = [];
    const { query } = test.peer.files;
    test.peer.files.query = (options) => {
      asked.push([options.scope, options.peerId]);
      return query(options);
    };
    const peer = '0'.repeat(64);
    expect((await test.ask({ url: `/v1/files?peer=${peer}` })).statusCode).toBe(503);
    await test.ask({ url: '/v1/files?scope=peer' });
    await test.ask({ url: '/v1/files' });
    expect(asked).toEqual([
      ['peer', peer],
      ['peer', undefined],
      ['fleet', undefined],
    ]);
  });

  it.each([
    'page_size=0',
    'page_size=1001',
    'page_size=x',
    'scope=all',
    'peer=x',
    `q=${'x'.repeat(256)}`,
    'page_token=%',
    `scope=fleet&peer=${'0'.repeat(64)}`,
  ])('refuses %.30s', async (query) => {
    expect((await test.ask({ url: `/v1/files?${query}` })).statusCode).toBe(400);
  });
});

describe('a delete', () => {
  it('removes one entry, or all of a file', async () => {
    const [a, b] = [(await put('a')).json(), (await put('b')).json()];
    const one = await test.ask({ method: 'DELETE', url: `/v1/entries/${a.entryId}` });
    expect(one.json()).toEqual({ removed: [a.entryId] });
    expect((await test.ask({ url: `/v1/entries/${a.entryId}` })).statusCode).toBe(404);
    expect((await test.ask({ url: `/v1/entries/${b.entryId}` })).json()).toEqual(b);
    const rest = await test.ask({ method: 'DELETE', url: `/v1/files/${a.id}` });
    expect(rest.json()).toEqual({ removed: [b.entryId] });
  });

  it('is 404 for what is not there', async () => {
    for (const url of [`/v1/entries/${'0'.repeat(64)}`, `/v1/files/${'0'.repeat(64)}`]) {
      expect((await test.ask({ method: 'DELETE', url })).statusCode).toBe(404);
    }
  });
});
