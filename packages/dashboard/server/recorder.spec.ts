import { describe, expect, test } from 'vitest';
import { parseRecording } from '../src/time/recording.ts';
import type { Change } from '../src/wire.ts';
import { createManualSystem } from '../test/support/manual-system.ts';
import { createHub } from './hub.ts';
import { createRecorder } from './recorder.ts';

const removed = (peerId: string): Change => ({ kind: 'peer_removed', peerId });

function open() {
  const system = createManualSystem();
  const hub = createHub({
    system,
    snapshot: () => ({
      peers: [],
      ring: { ideal: false, members: 0, unsettled: [] },
      recent: [],
      files: { copies: 0, bytes: 0, entries: 0, records: 0 },
      events: { source: 'direct', broker: 'none', reason: '' } as const,
    }),
  });
  hub.start();
  const recorder = createRecorder(hub, system);
  recorder.start();
  const read = () => parseRecording(recorder.parts().join(''));
  const seqs = () => read()!.frames.map(({ message }) => ('seq' in message ? message.seq : -1));
  return { system, hub, recorder, read, seqs };
}

describe('the recorder', () => {
  test('keeps what browsers are told, as a recording that the page can open', async () => {
    const { hub, system, read } = open();
    hub.publish([removed('a')]);
    await system.advance(3_000);
    expect(read()?.frames.map(({ message }) => message.type)).toEqual(['snapshot', 'delta']);
  });

  test('loses nothing where one stretch ends and the next begins', async () => {
    const { hub, system, seqs } = open();
    for (let i = 0; i < 40; i++) {
      hub.publish([removed(`${i}`)]);
      await system.advance(5_000);
    }
    expect(seqs()).toEqual(Array.from({ length: 41 }, (_, i) => i));
  });

  test('forgets after fifteen minutes, and still begins with a snapshot', async () => {
    const { hub, system, read } = open();
    for (let i = 0; i < 120; i++) {
      hub.publish([removed(`${i}`)]);
      await system.advance(20_000);
    }
    const recording = read()!;
    expect(recording.frames[0]?.message.type).toBe('snapshot');
    const span = recording.untilMs - recording.fromMs;
    expect(span).toBeGreaterThanOrEqual(15 * 60_000 - 20_000);
    expect(span).toBeLessThanOrEqual(17 * 60_000);
  });

  test('is bounded in bytes, whatever comes', async () => {
    const { hub, system, recorder } = open();
    const name = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 60; i++) {
      hub.publish([removed(name)]);
      await system.advance(60_000 / 4);
    }
    expect(recorder.parts().join('').length).toBeLessThan(42 * 1024 * 1024);
  });

  test('that was stopped listens no more', async () => {
    const { hub, system, recorder, read } = open();
    recorder.stop();
    hub.publish([removed('a')]);
    await system.advance(200_000);
    expect(read()).toBeNull();
  });
});
