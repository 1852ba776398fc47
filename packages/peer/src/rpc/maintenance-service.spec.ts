import { MaintenanceService } from '@acorde/protocol/gen/acorde/v1/maintenance_pb.ts';
import { Code, createClient } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { BEARER, setUp } from './test/services.ts';

describe('MaintenanceService', () => {
  it('begins a scrub and a drain for who has the write token, and tells how they stand to everybody', async () => {
    const { transport, seen } = setUp();
    const client = createClient(MaintenanceService, transport);
    await expect(client.startScrub({})).rejects.toMatchObject({ code: Code.Unauthenticated });
    expect((await client.getScrub({})).scrub).toMatchObject({
      running: false,
      checkedFiles: 3n,
      lostFiles: 1n,
    });
    const { scrub } = await client.startScrub({}, BEARER);
    expect([scrub?.running, seen.scrubs]).toEqual([true, 1]);
    expect((await client.getDrain({})).drain).toMatchObject({
      running: false,
      files: 4n,
      done: 2n,
      failed: 1n,
    });
    await expect(client.startDrain({})).rejects.toMatchObject({ code: Code.Unauthenticated });
    expect([(await client.startDrain({}, BEARER)).drain?.running, seen.drains]).toEqual([true, 1]);
    expect([scrub?.startTime?.seconds, scrub?.endTime]).toEqual([1_700_000_000n, undefined]);
  });
});
