// Who may call what on the peer listener: everything needs a certificate of this network, but RegisterPeer, which
// brings a join token instead; the internal services need the role `peer`.
import { AcordeError } from '@acorde/protocol';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { HandlerContext } from '@connectrpc/connect';
import { callerKey } from './caller.ts';

const INTERNAL_PACKAGE = 'acorde.internal.';

/** Throws UNAUTHENTICATED or FORBIDDEN. */
export function checkCaller(context: HandlerContext, nowMs: number): void {
  if (context.method === RegistryService.method.registerPeer) return;
  const caller = context.values.get(callerKey);
  if (!caller) {
    throw new AcordeError('UNAUTHENTICATED', "a certificate of this network's authority is needed");
  }
  // A connection may live longer than the certificate that opened it.
  if (nowMs >= caller.expiresMs) throw new AcordeError('UNAUTHENTICATED', 'the certificate has expired');
  const isPeer = caller.roles.has('peer');
  if (!isPeer && !caller.roles.has('gateway')) {
    throw new AcordeError('FORBIDDEN', 'the certificate must have the role peer or gateway');
  }
  if (!isPeer && context.service.typeName.startsWith(INTERNAL_PACKAGE)) {
    throw new AcordeError('FORBIDDEN', 'this service is for peers only');
  }
}
