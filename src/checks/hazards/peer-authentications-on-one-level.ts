import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { WorldObject } from '../world.ts';

/** Two PeerAuthentications of one level in one namespace: only the oldest counts, and which that is may differ by cluster. */
export const peerAuthenticationsOnOneLevel = defineObjectCheck({
  code: 'peer-authentications-on-one-level',
  severity: 'error',
  equivalents: ['KIA0002', 'KIA0003'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const first = new Map<string, WorldObject<'PeerAuthentication'>>();
      for (const object of world.ofKind('PeerAuthentication', cluster)) {
        const labels = object.spec.selector?.matchLabels ?? {};
        const level = Object.keys(labels)
          .sort()
          .map((key) => `${key}=${labels[key]}`)
          .join(',');
        const key = `${object.namespace} ${level}`;
        const twin = first.get(key);
        if (!twin) {
          first.set(key, object);
          continue;
        }
        yield {
          on: object,
          message: `${objectName(object)} and ${objectName(twin)} both set the mutual TLS of ${level === '' ? levelName(object, world.facts.rootNamespace) : `the workloads with ${level}`}.`,
          why: 'Istio takes the one that was created first and ignores the other without a word; after a restore or in another cluster it may be the other one.',
          hint: 'Keep one of them.',
          equivalents: [level === '' ? 'KIA0002' : 'KIA0003'],
          related: [{ message: 'the other one is here', on: twin }],
        };
      }
    }
  },
});

function levelName({ namespace }: WorldObject, rootNamespace: string): string {
  return namespace === rootNamespace ? 'the whole mesh' : `namespace '${namespace}'`;
}
