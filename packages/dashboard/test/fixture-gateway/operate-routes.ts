import type { FastifyInstance } from 'fastify';
import type { PeerView } from '../../src/wire.ts';
import type {
  AuditedFiles,
  AuditReply,
  ControlReply,
  OperateReply,
  ProcessView,
  RiskReply,
} from '../../src/wire-operate.ts';
import type { FixtureFile } from './fixture-file.ts';
import type { FixtureFleet } from './fixture-fleet.ts';
import { problem } from './problem.ts';

const REPLICAS = 3;

/** The launcher as the gateway shows it: peers that can be added, stopped, killed and started again. */
export function operateRoutes(app: FastifyInstance, fleet: FixtureFleet, offered: () => boolean): void {
  const down = new Map<string, ProcessView>();

  app.get('/api/audit', async (): Promise<AuditReply> => {
    const files = [...fleet.files.values()];
    return {
      atMs: fleet.nowMs(),
      checked: files.length,
      total: files.length,
      underReplicated: listed(files.filter(({ holders }) => holders.length > 0 && holders.length < REPLICAS)),
      unavailable: listed(files.filter(({ holders }) => holders.length === 0)),
    };
  });

  app.get('/api/control', async (): Promise<ControlReply> => {
    if (!offered()) return { offered: false, canKill: false, processes: [] };
    const processes = [...fleet.up.map((peer) => view(peer, 'running')), ...down.values()];
    return { offered: true, canKill: true, processes };
  });

  app.get<{ Params: { id: string } }>('/api/control/peers/:id/risk', async (request): Promise<RiskReply> => {
    return { checked: fleet.files.size, total: fleet.files.size, last: listed(lastAt(request.params.id)) };
  });

  app.post('/api/control/peers', async (_request, reply): Promise<OperateReply> => {
    reply.code(201);
    return { process: view(fleet.join(`new-${fleet.peers.length + 1}`), 'running') };
  });

  app.post<{ Params: { id: string; operation: string } }>(
    '/api/control/peers/:id/:operation',
    async (request, reply) => {
      const { id, operation } = request.params;
      const stopped = down.get(id);
      if (operation === 'start' && stopped !== undefined) {
        down.delete(id);
        return { process: view(fleet.join(stopped.name), 'running') };
      }
      const peer = fleet.peers.find(({ peerId }) => peerId === id);
      if (peer === undefined) return problem(reply, 404, 'NOT_FOUND', 'no such process');
      if (lastAt(id).length > 0) return problem(reply, 409, 'BUSY', 'it has the last copy within reach');
      down.set(id, view(peer, operation === 'kill' ? 'ended' : 'stopped'));
      if (operation === 'kill') fleet.fail(peer.name);
      else fleet.leave(peer.name);
      return { process: down.get(id)! } satisfies OperateReply;
    },
  );

  function lastAt(peerId: string): FixtureFile[] {
    return [...fleet.files.values()].filter(({ holders }) => holders.length === 1 && holders[0] === peerId);
  }
}

function view({ peerId, name, pid }: PeerView, state: ProcessView['state']): ProcessView {
  return { peerId, name, pid: pid ?? 0, state };
}

function listed(files: readonly FixtureFile[]): AuditedFiles {
  return {
    count: files.length,
    files: files.map(({ id, entries, holders }) => ({
      fileId: id,
      name: entries[0]?.name ?? id,
      copies: holders.length,
      wanted: REPLICAS,
    })),
  };
}
