// Operating the fleet: what needs a look, and the launcher's processes. A peer that has the last copy of a file within
// reach is neither stopped nor killed: the answer says which files.
import { AcordeError } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  AUDITED_MAX,
  type AuditedFiles,
  type AuditReply,
  type ControlReply,
  type OperateReply,
  type RiskReply,
} from '../../src/wire-operate.ts';
import type { FileAudit, FileCopies } from '../file-audit.ts';
import type { Launcher } from '../launcher-client.ts';
import { checked, hexId } from './input.ts';

const target = z.object({ id: hexId });
const operation = z.object({ id: hexId, operation: z.enum(['stop', 'kill', 'start']) });

export interface OperateParts {
  readonly audit: FileAudit;
  /** Null where no launcher offers control. */
  readonly launcher: Launcher | null;
}

export function operateRoutes(app: FastifyInstance, { audit, launcher }: OperateParts): void {
  app.get('/api/audit', async (): Promise<AuditReply> => {
    const { atMs, total, files } = await audit.read();
    return {
      ...{ atMs, total, checked: files.length },
      underReplicated: listed(files.filter((file) => file.holders.length > 0 && file.replicas < file.wanted)),
      unavailable: listed(files.filter((file) => file.holders.length === 0)),
    };
  });

  app.get('/api/control', async (): Promise<ControlReply> => {
    if (launcher === null) return { offered: false, canKill: false, processes: [] };
    return { offered: true, ...(await launcher.processes()) };
  });

  app.get('/api/control/peers/:id/risk', (request) => risk(checked(target, request.params).id));

  app.post('/api/control/peers', async (_request, reply): Promise<OperateReply> => {
    reply.code(201);
    return { process: await offered().add() };
  });

  app.post('/api/control/peers/:id/:operation', async (request): Promise<OperateReply> => {
    const { id, operation: what } = checked(operation, request.params);
    const control = offered();
    if (what !== 'start') refuseLoss(await risk(id));
    return { process: await control.operate(id, what) };
  });

  function offered(): Launcher {
    if (launcher === null) {
      throw new AcordeError(
        'FORBIDDEN',
        'no launcher offers control here; stop the peer where it was started',
      );
    }
    return launcher;
  }

  async function risk(peerId: string): Promise<RiskReply> {
    const { total, files } = await audit.readAgain();
    const last = files.filter(({ holders }) => holders.length === 1 && holders[0] === peerId);
    return { checked: files.length, total, last: listed(last) };
  }
}

function refuseLoss({ last }: RiskReply): void {
  const [first] = last.files;
  if (first === undefined) return;
  const others = last.count > 1 ? ` and ${last.count - 1} more` : '';
  throw new AcordeError(
    'BUSY',
    `it has the last copy within reach of ${first.name}${others}; wait until they are copied elsewhere`,
  );
}

function listed(files: readonly FileCopies[]): AuditedFiles {
  const views = files
    .slice(0, AUDITED_MAX)
    .map(({ fileId, name, replicas, wanted }) => ({ fileId, name, copies: replicas, wanted }));
  return { count: files.length, files: views };
}
