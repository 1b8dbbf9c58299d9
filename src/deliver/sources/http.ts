/**
 * One request to a server of the operator's. One of the named users of the network: node's own client and not `fetch`,
 * because servers inside a company are signed by its own authority.
 */
import { type ClientRequest, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Answered } from '../../gates/questions.ts';
import type { ServerAccess } from './contract.ts';

export interface Call {
  /** Below the server's own path, with its query. */
  readonly path: string;
  /** Sent as a form by POST; a GET without it. */
  readonly form?: URLSearchParams;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What the server said, whatever its status; never rejects. No address and no credential is in the answer. Redirects are
 * not followed: they would carry the token somewhere that the operator has not named.
 */
export function call(server: ServerAccess, { path, form }: Call, timeout = server.timeout ?? TIMEOUT) {
  const url = addressOf(server, path);
  if (url === undefined) {
    return Promise.resolve<Answered<Reply>>({
      refused: 'its url in the configuration is not an http or https address',
    });
  }
  return new Promise<Answered<Reply>>((resolve) => {
    const request = begin(server, url, form !== undefined);
    if (request === undefined)
      return resolve({ refused: 'the token or the authority in the configuration is malformed' });
    const settle = (answer: Answered<Reply>) => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    // The whole exchange has this long: a server that sends a byte now and then is as useless as one that hangs.
    const timer = setTimeout(() => settle({ unreachable: `no answer within ${timeout / 1000} s` }), timeout);
    request.on('error', (error: NodeJS.ErrnoException) => settle(reasonOf(error.code)));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MOST_BYTES) settle({ refused: 'its answer is larger than 64 MiB' });
      });
      response.on('end', () =>
        settle({ got: { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() } }),
      );
      response.on('error', (error: NodeJS.ErrnoException) => settle(reasonOf(error.code)));
      response.on('close', () => settle({ unreachable: 'the connection broke off' }));
    });
    request.end(form?.toString());
  });
}

/** Undefined when node refuses the header or the certificate before anything is sent. */
function begin(server: ServerAccess, url: URL, posts: boolean): ClientRequest | undefined {
  try {
    return (url.protocol === 'https:' ? secure : plain)(url, {
      method: posts ? 'POST' : 'GET',
      // A connection kept open would keep the command alive after its last word.
      agent: false,
      headers: {
        accept: 'application/json',
        'user-agent': 'meshwright',
        ...(server.token !== undefined && { authorization: `Bearer ${server.token}` }),
        ...(posts && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(server.certificateAuthority !== undefined && { ca: server.certificateAuthority }),
    });
  } catch {
    return undefined;
  }
}

/** What a status means wherever the caller knows nothing better; undefined for success. */
export function refusal({
  status,
}: Reply): { readonly unreachable: string } | { readonly refused: string } | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return { refused: `it does not let the configured token in (${status})` };
  if (status >= 300 && status < 400)
    return { refused: `it answers with a redirect (${status}), which is not followed` };
  if (status >= 500 || status === 429 || status === 408) return { unreachable: `it answers with status ${status}` };
  return { refused: `it answers with status ${status}` };
}

function addressOf({ url }: ServerAccess, path: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const base = new URL(url);
  if (base.protocol !== 'http:' && base.protocol !== 'https:') return undefined;
  const address = new URL(base.origin);
  [address.username, address.password] = [base.username, base.password];
  const [below = '', query = ''] = path.split('?');
  address.pathname = `${base.pathname.replace(/\/+$/, '')}${below}`;
  address.search = query;
  return address;
}

/** Codes that tell of a certificate: asking again in a minute will not mend it. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS/;

/** Never the text of the error: it may name the whole address. */
function reasonOf(code: string | undefined): Answered<Reply> {
  if (code !== undefined && CERTIFICATE.test(code))
    return { refused: `its certificate is not trusted (${code}); caFile names the authority that signed it` };
  return { unreachable: `it cannot be reached${code === undefined ? '' : ` (${code})`}` };
}
