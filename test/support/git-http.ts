/**
 * Git's own smart HTTP server (`git http-backend`) for a folder of bare repositories, over TLS and with basic
 * authentication: what a forge offers to git, without the forge.
 *
 *   const server = await gitServer({ root, mayEnter: (password) => password === token });
 *   server.url('acme/mesh')   // https://127.0.0.1:<port>/acme/mesh.git
 *   server.gitConfig          // lets git trust the server's certificate; add it to the forge's own configuration
 *   await server.close();
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../deliver/git-sandbox.ts';
import { certificate } from './certificate.ts';
import { Elsewhere } from './git-starter/start.ts';

export interface GitServerOptions {
  /** Folder that holds the bare repositories: `<root>/acme/mesh.git`. */
  readonly root: string;
  /** Judges the password of each request; a token stands for one. */
  mayEnter(password: string): boolean;
  /** Told after a push, when the references have changed. */
  pushed?(repository: string): void;
}

export interface GitServer {
  readonly origin: string;
  url(repository: string): string;
  readonly gitConfig: Readonly<Record<string, string>>;
  /** Method and path of every request, oldest first. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

let certificateFile: string | undefined;

const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');

export async function gitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: string[] = [];
  const trusted = certificate();
  const server = createServer(trusted, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (!options.mayEnter(passwordOf(request))) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    serve(options, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  certificateFile ??= join(temporaryFolder(), 'certificate.pem');
  writeFileSync(certificateFile, trusted.cert);
  return {
    origin,
    url: (repository) => `${origin}/${repository}.git`,
    gitConfig: { [`http.${origin}/.sslCAInfo`]: certificateFile },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passwordOf({ headers }: IncomingMessage): string {
  const [scheme, value = ''] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}

function serve({ root, pushed }: GitServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const { headers } = request;
  const child = new Elsewhere({
    file: backend,
    args: [],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'],
      HTTP_CONTENT_ENCODING: headers['content-encoding'],
      HTTP_GIT_PROTOCOL: headers['git-protocol'] as string | undefined,
      // Without a user pushing is refused.
      REMOTE_USER: 'somebody',
    },
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => {});
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    if (pathname.endsWith('/git-receive-pack')) pushed?.(pathname.replace(/^\/|\.git\/git-receive-pack$/g, ''));
    answer(Buffer.concat(chunks), response);
  });
}

/** A CGI program prints headers, an empty line and the body. */
function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(end, 0)).toString().split('\r\n').filter(Boolean);
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const status = headers.find(([name]) => name === 'Status')?.[1] ?? (end < 0 ? '500' : '200');
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
  response.end(output.subarray(end + 4));
}
