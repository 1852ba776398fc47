import type { FastifyReply } from 'fastify';
import type { Problem } from '../../src/wire-rest.ts';

export function problem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  const body: Problem = { type: 'about:blank', title: code, status, detail, code };
  return reply.code(status).type('application/problem+json').send(body);
}
