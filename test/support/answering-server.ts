/** A small server for tests: answers as it is told, and fails in every way that servers do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What is wrong with it: a status, no answer, a broken connection, another program in its place. */
export type Fault = 401 | 403 | 404 | 429 | 500 | 302 | 'hang' | 'reset' | 'half' | 'html';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export class AnsweringServer {
  fault: Fault | undefined;
  /** Every request that it got. */
  readonly asked: Asked[] = [];
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param answer status and JSON of the answer to a request that nothing is wrong with. */
  static async listen(
    answer: (asked: Asked) => readonly [status: number, body: unknown],
    tls?: { readonly key: string; readonly cert: string },
  ): Promise<AnsweringServer> {
    const respond = async (request: IncomingMessage, response: ServerResponse) => {
      const asked = await read(request);
      self.asked.push(asked);
      if (self.fault !== undefined) return misbehave(response, self.fault);
      const [status, body] = answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const server = tls ? createSecureServer(tls, respond) : createServer(respond);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const self = new AnsweringServer(server, tls ? 'https' : 'http');
    return self;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() };
}

function misbehave(response: ServerResponse, fault: Fault): void {
  if (fault === 'hang') return;
  if (fault === 'reset') return void response.socket?.destroy();
  if (fault === 'html') return void response.writeHead(200).end('<!doctype html><title>Log in</title>');
  if (fault === 'half') {
    response.writeHead(200, { 'content-length': '1000' }).write('{"status":');
    return void setTimeout(() => response.socket?.destroy(), 20);
  }
  response.writeHead(fault, fault === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('{}');
}
