import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { GatewayServer } from './gateway-servers.ts';
import type { Way } from './result.ts';

/** Why a gateway cannot finish a handshake with who asks; undefined: it can. */
export function handshakeProblem(
  view: ConfigView,
  { proxy, identity }: Way,
  server: GatewayServer,
): string | undefined {
  const { tls, object, index } = server;
  const called = `${printRef(object)} servers[${index}]`;
  if (tls?.mode === 'ISTIO_MUTUAL')
    return identity === undefined ? `${called} takes only the mesh's own mutual TLS` : undefined;
  const { secrets } = view.facts;
  if (secrets === undefined) return undefined;
  const missing = tls?.credentials.find((name) => !secrets.includes(`${proxy.cluster}/${proxy.namespace}/${name}`));
  if (missing === undefined || missing.includes('/')) return undefined;
  return `${called} needs the Secret ${missing} in ${proxy.namespace} of ${proxy.cluster}, which is not there`;
}

/** What of the handshake is taken for granted, for a trace. */
export function handshakeNotes({ tls }: GatewayServer): readonly string[] {
  return tls?.mode === 'MUTUAL' ? ['it wants a client certificate; the client is taken to have a good one'] : [];
}
