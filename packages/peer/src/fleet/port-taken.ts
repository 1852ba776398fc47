// A peer that did not start because another program was quicker: its ports were free when they were chosen and are not
// any more. What the peer said of it need not be understood; the ports themselves are asked.
import { isPortFree } from './free-port.ts';

/** The fleet may be started again with other ports. */
export class PortTakenError extends Error {
  constructor(peer: string, port: number, cause: unknown) {
    super(`${peer} did not start: port ${port} was taken in between`, { cause });
    this.name = 'PortTakenError';
  }
}

interface PeerPorts {
  readonly name: string;
  readonly port?: number | undefined;
  /** HOST:PORT */
  readonly api?: string | undefined;
}

/** The start as it is; when it fails and a port of this peer is in use, with PortTakenError. */
export async function blamePorts<T>(peer: PeerPorts, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (error) {
    for (const port of [peer.port, Number(peer.api?.split(':').at(-1))]) {
      if (port && !(await isPortFree(port))) throw new PortTakenError(peer.name, port, error);
    }
    throw error;
  }
}
