import { isPort } from '../../../istio/ports.ts';
import { isUnixAddress, unixAddressProblem } from '../../../istio/unix-address.ts';
import type { Cursor } from '../cursor.ts';

const HOSTS: ReadonlySet<string> = new Set(['', '127.0.0.1', '0.0.0.0', '::1', '::']);

/** Rules for `defaultEndpoint`: where a Sidecar hands on what its ingress listener takes in. */
export function validateDefaultEndpoint(endpoint: string, at: Cursor): void {
  if (endpoint === '') return;
  const problem = isUnixAddress(endpoint) ? unixAddressProblem(endpoint) : addressProblem(endpoint);
  if (problem === undefined) return;
  const hint = 'Write 127.0.0.1:<port>, [::1]:<port>, 0.0.0.0:<port>, [::]:<port>, :<port> or unix:///<path>.';
  at.error(`the defaultEndpoint '${endpoint}' leads nowhere: ${problem}`, hint);
}

function addressProblem(endpoint: string): string | undefined {
  const [, bracketed, plain, port = ''] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(endpoint) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return 'it is not <address>:<port>';
  if (!HOSTS.has(host)) return `${host} is not the pod itself`;
  return /^[+-]?\d+$/.test(port) && isPort(Number(port)) ? undefined : `'${port}' is not a port between 1 and 65535`;
}
