import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { WorldObject } from '../world.ts';

/** Two DestinationRules of one namespace for one host: the older one's settings win, subset by subset. */
export const destinationRulesOnOneHost = defineObjectCheck({
  code: 'destination-rules-on-one-host',
  severity: 'warning',
  equivalents: ['KIA0201'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const first = new Map<string, WorldObject<'DestinationRule'>>();
      for (const object of world.ofKind('DestinationRule', cluster)) {
        const labels = object.spec.workloadSelector?.matchLabels;
        const key = `${object.namespace} ${fullHost(object.spec.host, object.namespace)} ${JSON.stringify(labels ?? {})}`;
        const twin = first.get(key);
        if (!twin) first.set(key, object);
        else if (collides(twin, object)) yield findingOf(twin, object);
      }
    }
  },
});

/** Fragments with the same audience and nothing in common are joined, which teams use on purpose. */
function collides(a: WorldObject<'DestinationRule'>, b: WorldObject<'DestinationRule'>): boolean {
  const names = new Set((a.spec.subsets ?? []).map((subset) => subset.name));
  const shared = (b.spec.subsets ?? []).some((subset) => names.has(subset.name));
  const bothSet = a.spec.trafficPolicy !== undefined && b.spec.trafficPolicy !== undefined;
  return shared || bothSet || audience(a) !== audience(b);
}

function audience({ spec, namespace }: WorldObject<'DestinationRule'>): string {
  const list = (spec.exportTo ?? ['*']).map((token) => (token === '.' ? namespace : token));
  return [...list].sort().join(',') || '*';
}

function findingOf(twin: WorldObject<'DestinationRule'>, object: WorldObject<'DestinationRule'>) {
  const different = audience(twin) !== audience(object);
  return {
    on: object,
    path: ['spec', 'host'],
    message: `${objectName(object)} and ${objectName(twin)} are both about ${fullHost(object.spec.host, object.namespace)} ${different ? 'with different exportTo' : 'and set the same things'}.`,
    why: different
      ? 'Rules with different exportTo are not joined: a client that sees both takes the older one wholly, without the subsets of the other.'
      : 'Istio joins the two: of what both set the older one wins, and which one is older may differ from cluster to cluster.',
    hint: 'Make it one DestinationRule.',
    related: [{ message: 'the other one is here', on: twin }],
  };
}
