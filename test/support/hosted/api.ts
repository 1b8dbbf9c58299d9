/** The HTTP side that both emulators share: routes, identities, faults, the forge's clock, and a log of calls. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults } from './faults.ts';
import { Refused } from './hub.ts';
import type { Identity } from './records.ts';

export interface Incoming {
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly identity: Identity;
  readonly authorization: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  /** `GET /repos/{owner}/{repo}/pulls`. */
  readonly operation: string;
  /** What an App or a fine-grained token needs: `pull_requests=write`. */
  readonly needs?: string;
  handle(incoming: Incoming): Answer;
}

export interface Call {
  readonly operation: string;
  readonly path: string;
  readonly status: number | undefined;
}

export interface ApiOptions {
  /** Path before all routes: `/api/v3`. */
  readonly prefix: string;
  readonly routes: readonly Route[];
  now(): Date;
  /** Who is calling; undefined when the credentials are not valid. */
  identify(authorization: string): Identity | undefined;
  /** Called before each request is handled, and after. */
  settle(): void;
  refusal(status: number, message: string): unknown;
  /** What is wrong with a request or an answer; the call then fails, and `violations` tells. */
  wrong?(operation: string, incoming: Incoming): string | undefined;
  wrongAnswer?(operation: string, answer: Answer): string | undefined;
}

export class Api {
  readonly faults = new Faults();
  readonly calls: Call[] = [];
  readonly violations: string[] = [];
  /** Told of each request when it has been handled and before it is answered: where others can come between. */
  watch: ((call: Call) => void) | undefined;
  readonly #options: ApiOptions;
  readonly #server: Server;

  private constructor(options: ApiOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: ApiOptions): Promise<Api> {
    const api = new Api(options);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** With the prefix, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#options.prefix}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const { prefix } = this.#options;
    const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
    const method = request.method ?? 'GET';
    const fault = this.faults.take(`${method} ${path}`);
    const does = fault === undefined || fault.kind === 'half' || ('after' in fault && fault.after === true);
    const { operation, answer } = does
      ? this.#handle(method, path, searchParams, request, Buffer.concat(chunks).toString())
      : { operation: `${method} ${path}`, answer: { status: 0 } };
    this.calls.push({ operation, path, status: fault === undefined ? answer.status : undefined });
    this.watch?.(this.calls.at(-1)!);
    this.#send(response, request, answer, fault);
  }

  #handle(method: string, path: string, query: URLSearchParams, request: IncomingMessage, text: string) {
    const found = this.#find(method, path);
    const operation = found?.route.operation ?? `${method} ${path}`;
    const refuse = (status: number, message: string, headers = {}) => ({
      operation,
      answer: { status, body: this.#options.refusal(status, message), headers },
    });
    if (found === undefined) return refuse(404, `Not Found: the emulator knows no ${operation}`);
    const authorization = request.headers.authorization ?? '';
    const identity = this.#options.identify(authorization);
    if (identity === undefined) return refuse(401, 'Bad credentials');
    const { route, params } = found;
    if (route.needs !== undefined && !permitted(identity, route.needs)) {
      return refuse(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': route.needs });
    }
    const body = text === '' ? undefined : JSON.parse(text);
    const incoming = { query, body, params, identity, authorization };
    const wrong = this.#options.wrong?.(operation, incoming);
    if (wrong !== undefined) return this.#violation(operation, `request: ${wrong}`);
    const answer = this.#answer(route, incoming);
    const wrongAnswer = this.#options.wrongAnswer?.(operation, answer);
    if (wrongAnswer !== undefined) return this.#violation(operation, `answer ${answer.status}: ${wrongAnswer}`);
    return { operation, answer };
  }

  #answer(route: Route, incoming: Incoming): Answer {
    try {
      this.#options.settle();
      const answer = route.handle(incoming);
      if (!route.operation.startsWith('GET ')) this.#options.settle();
      return answer;
    } catch (error) {
      if (error instanceof Refused) return { status: 422, body: this.#options.refusal(422, error.message) };
      throw error;
    }
  }

  #violation(operation: string, what: string): { operation: string; answer: Answer } {
    this.violations.push(`${operation}: ${what}`);
    return { operation, answer: { status: 400, body: { message: `${operation}: ${what}` } } };
  }

  #find(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    for (const route of this.#options.routes) {
      const [verb, template = ''] = route.operation.split(' ');
      if (verb !== method) continue;
      const pattern = template.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>[^/]+)`);
      const match = new RegExp(`^${pattern}$`).exec(path);
      if (!match) continue;
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return { route, params: Object.fromEntries(params) };
    }
    return undefined;
  }

  #send(response: ServerResponse, request: IncomingMessage, answer: Answer, fault: Fault | undefined): void {
    if (fault?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'hang') return;
    const told: Answer =
      fault?.kind === 'answer'
        ? {
            ...fault,
            body: fault.body ?? this.#options.refusal(fault.status, fault.message),
            headers: fault.headers ?? {},
          }
        : answer;
    const text = told.body === undefined ? '' : JSON.stringify(told.body);
    response.writeHead(told.status, {
      date: this.#options.now().toUTCString(),
      ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...(text === '' ? {} : { 'content-length': Buffer.byteLength(text) }),
      ...told.headers,
    });
    if (fault?.kind !== 'half') {
      response.end(text);
      return;
    }
    response.write(text.slice(0, Math.max(1, text.length / 2)), () => request.socket.destroy());
  }
}

function permitted({ kind, permissions = {} }: Identity, needs: string): boolean {
  if (kind !== 'app') return true;
  const [name = '', level] = needs.split('=');
  return permissions[name] === level || permissions[name] === 'write';
}

/** One page of a list, with the headers by which both forges tell that there are more. */
export function page<T>(items: readonly T[], query: URLSearchParams, url: string, sizeName: string, most: number) {
  const number = Number(query.get('page') ?? 1);
  const size = Math.min(Number(query.get(sizeName) ?? 30), most);
  const more = number * size < items.length;
  const next = new URLSearchParams(query);
  next.set('page', String(number + 1));
  return {
    items: items.slice((number - 1) * size, number * size),
    headers: {
      'x-total-count': String(items.length),
      ...(more ? { link: `<${url}?${next}>; rel="next"` } : {}),
    } as Record<string, string>,
  };
}
