import type { FieldPath } from '../../istio/field-path.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';

type Peer = WorldObject<'PeerAuthentication'>;

/** A workload that accepts mutual TLS only, in a namespace or mesh whose callers are told to send plaintext. */
export const strictBelowDisabled = defineObjectCheck({
  code: 'strict-below-disabled',
  severity: 'error',
  *find(world) {
    for (const cluster of world.configClusters) {
      const peers = world.ofKind('PeerAuthentication', cluster);
      const off = peers.filter((one) => isWide(one) && one.spec.mtls?.mode === 'DISABLE');
      if (off.length === 0) continue;
      for (const object of peers) {
        const path = strictAt(object);
        const above = path && aboveOf(world, peers, object);
        if (!path || !above || above.spec.mtls?.mode !== 'DISABLE') continue;
        yield {
          on: object,
          path,
          message: `${objectName(object)} asks for mutual TLS below ${objectName(above)}, which switches it off.`,
          why: 'Proxies decide whether to try mutual TLS by the mode of the namespace or of the mesh: they send these workloads plaintext, and get their connections reset.',
          hint: 'Leave mutual TLS on for the namespace (PERMISSIVE), and switch it off for the workloads that need plaintext.',
          related: [{ message: 'it is switched off here', on: above }],
        };
      }
    }
  },
});

function isWide({ spec }: Peer): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

/** Where a policy for workloads sets STRICT. */
function strictAt(object: Peer): FieldPath | undefined {
  if (isWide(object)) return undefined;
  if (object.spec.mtls?.mode === 'STRICT') return ['spec', 'mtls', 'mode'];
  const port = Object.entries(object.spec.portLevelMtls ?? {}).find(([, { mode }]) => mode === 'STRICT')?.[0];
  return port === undefined ? undefined : ['spec', 'portLevelMtls', port, 'mode'];
}

/** The policy of its namespace, or of the mesh where that says nothing. */
function aboveOf(world: World, peers: readonly Peer[], { namespace }: Peer): Peer | undefined {
  const wide = peers.filter((one) => isWide(one) && (one.spec.mtls?.mode ?? 'UNSET') !== 'UNSET');
  return (
    wide.find((one) => one.namespace === namespace) ?? wide.find((one) => one.namespace === world.facts.rootNamespace)
  );
}
