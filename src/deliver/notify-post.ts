/** The one request that a webhook gets. One of the named users of the network. */
import { createHmac } from 'node:crypto';

/** Who wants to hear of transitions. */
export interface Webhook {
  readonly url: string;
  /** Key of the signature. */
  readonly secret: string;
  /** Milliseconds after which an answer comes too late; default ten seconds. */
  readonly timeout?: number;
}

/** `sha256=` and the HMAC of the bytes of the body; what `x-meshwright-signature-256` holds. */
export function signatureOf(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/** Sends it; answers with why it was not delivered, or undefined when it was. Only a 2xx answer counts. */
export async function post({ url, secret, timeout = 10_000 }: Webhook, id: string, body: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'meshwright',
        'x-meshwright-delivery': id,
        'x-meshwright-signature-256': signatureOf(secret, body),
      },
      // A redirect would carry the body somewhere that the operator has not named.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    if (response.ok) return undefined;
    const moved = response.status >= 300 && response.status < 400;
    return moved ? `it answered ${response.status}, and redirects are not followed` : `it answered ${response.status}`;
  } catch (error) {
    return reasonOf(error, timeout);
  }
}

/** Never the text of the error: it may name the whole address, and an address can be a secret. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${timeout} ms`;
  const { code } = ((error as { readonly cause?: unknown }).cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `it cannot be reached (${code})` : 'it cannot be reached';
}

/** How a note names it: the path may be a secret, as with chat programs. */
export function hostOf({ url }: Webhook): string {
  return new URL(url).host;
}
