import { isAmbient } from '../../istio/ambient.ts';
import type { WorkloadSurroundings } from '../../istio/facts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { type ClientTls, clientTlsOf } from './walks/client-tls.ts';
import { type ModeInForce, modeInForce } from './walks/server-mode.ts';

/** A DestinationRule whose TLS mode the servers do not speak: the failing cells of client mode × server mode. */
export const tlsModeConflict = defineObjectCheck({
  code: 'tls-mode-conflict',
  severity: 'error',
  equivalents: ['KIA0207'],
  *find(world) {
    for (const client of clientTlsOf(world)) {
      const clash = firstClash(world, client);
      if (!clash) continue;
      const { pod, server } = clash;
      const accepts =
        pod.proxy === 'none'
          ? 'have no sidecar'
          : `accept ${ACCEPTED[server.mode]} (${server.by ? objectName(server.by) : 'the default'})`;
      yield {
        on: client.rule,
        path: [...client.path, 'mode'],
        message: `${objectName(client.rule)} calls ${client.host} with ${SENT[client.mode]}, and its pods in cluster '${pod.cluster}' ${accepts}.`,
        why:
          client.mode === 'ISTIO_MUTUAL'
            ? 'The proxy opens TLS towards a port that speaks none: every call fails in the handshake (503 UF).'
            : 'The server resets every connection that is not mutual TLS of the mesh (503 UC or UF).',
        hint: 'Take the tls settings out: without them Istio finds out for each pod what it accepts.',
        ...(server.by && { related: [{ message: 'the mode of the servers is set here', on: server.by }] }),
      };
    }
  },
});

const SENT = {
  DISABLE: 'plaintext (tls.mode DISABLE)',
  SIMPLE: 'TLS that is not of the mesh (tls.mode SIMPLE)',
  MUTUAL: 'TLS that is not of the mesh (tls.mode MUTUAL)',
  ISTIO_MUTUAL: 'mutual TLS of the mesh (tls.mode ISTIO_MUTUAL)',
} as const;

const ACCEPTED = { STRICT: 'only mutual TLS', PERMISSIVE: 'both', DISABLE: 'only plaintext' } as const;

function firstClash(world: World, client: ClientTls): { pod: WorkloadSurroundings; server: ModeInForce } | undefined {
  for (const pod of client.pods) {
    // What the ztunnel before such pods makes of it depends on the installation.
    if (pod.proxy === 'none' && isAmbient(world.facts, pod)) continue;
    for (const target of client.targetsOf(pod)) {
      const server = modeInForce(world, pod, target);
      const mutual = client.mode === 'ISTIO_MUTUAL';
      if (mutual ? server.mode === 'DISABLE' : server.mode === 'STRICT') return { pod, server };
    }
  }
  return undefined;
}
