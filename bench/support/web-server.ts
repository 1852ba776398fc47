// The reference: nginx, as it comes, serving a folder over TLS 1.3 and in the clear, fetched with curl.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../e2e/support/fleet.ts';
import { endProcess, findProgram, runCommand } from './command.ts';

export interface WebServer {
  readonly plain: string;
  readonly tls: string;
  readonly certificate: string;
  stop(): Promise<void>;
}

/** Null, with the reason on stderr, where nginx or curl is not installed (Debian: nginx-light, curl). */
export async function startWebServer(folder: string, files: string): Promise<WebServer | null> {
  const nginx = findProgram('nginx');
  if (!nginx || !findProgram('curl')) {
    process.stderr.write('The reference is left out: nginx or curl is not installed.\n');
    return null;
  }
  mkdirSync(folder, { recursive: true });
  const [plain, tls] = [await freePort(), await freePort()];
  await makeCertificate(folder);
  writeFileSync(join(folder, 'nginx.conf'), configOf(folder, files, plain, tls));
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  const certificate = join(folder, 'certificate.pem');
  const server = {
    plain: `http://127.0.0.1:${plain}`,
    tls: `https://127.0.0.1:${tls}`,
    certificate,
    stop: () => endProcess(child),
  };
  await runCommand('curl', [
    '-s',
    '--retry',
    '20',
    '--retry-connrefused',
    '--retry-delay',
    '1',
    `${server.plain}/`,
  ]);
  return server;
}

async function makeCertificate(folder: string): Promise<void> {
  await runCommand('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')],
  ]);
}

function configOf(folder: string, files: string, plain: number, tls: number): string {
  // Started by root, its workers would give the rights up that the files need.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `daemon off;
${user}
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${plain};
    listen 127.0.0.1:${tls} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;
    root ${files};
    location = / { return 204; }
  }
}
`;
}
