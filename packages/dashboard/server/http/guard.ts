// Who may talk to the gateway: only pages that it served itself. A foreign page that a browser has open is turned away by
// its Origin, one that points its own name at this machine (DNS rebinding) by the Host.
import { AcordeError } from '@acorde/protocol';

export interface RequestHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

export interface Guard {
  /** Exact Host. Throws FORBIDDEN. */
  checkRead(headers: RequestHeaders): void;
  /** Exact Host and Origin. Throws FORBIDDEN. */
  checkWrite(headers: RequestHeaders): void;
}

/** `names`: host names under which the page is reached, with a port where that is not the one of the gateway, `port()`. */
export function createGuard({ names, port }: { names: readonly string[]; port: () => number }): Guard {
  const hosts = () => new Set(names.flatMap((name) => hostsOf(name.toLowerCase(), port())));

  function checkHost({ host }: RequestHeaders): void {
    if (host && hosts().has(host.toLowerCase())) return;
    throw new AcordeError('FORBIDDEN', 'this host name is not one of the gateway; see --allow-host');
  }

  return {
    checkRead: checkHost,
    checkWrite(headers) {
      checkHost(headers);
      const allowed = headers.origin !== undefined && isOwn(headers.origin.toLowerCase(), hosts());
      if (!allowed)
        throw new AcordeError('FORBIDDEN', 'this page may not write: its Origin is not the gateway');
    },
  };
}

function hostsOf(name: string, port: number): string[] {
  if (/:\d+$/.test(name)) return [name];
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}

/** A proxy in front may speak TLS to the browser. */
function isOwn(origin: string, hosts: ReadonlySet<string>): boolean {
  const [scheme, host] = origin.split('://');
  return (scheme === 'http' || scheme === 'https') && host !== undefined && hosts.has(host);
}

/** The names that are allowed without being given. */
export const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
