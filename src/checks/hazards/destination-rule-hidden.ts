import { fullHost } from '../../istio/hosts.ts';
import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { namespaceOfHost, rulesInForce, subsetNames } from './walks/rules-in-force.ts';

/** A DestinationRule of a client's namespace that hides the service's own, with its subsets and settings. */
export const destinationRuleHidden = defineObjectCheck({
  code: 'destination-rule-hidden',
  severity: 'warning',
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const object of world.ofKind('DestinationRule', cluster)) {
        const host = fullHost(object.spec.host, object.namespace);
        const owner = namespaceOfHost(host);
        if (owner === undefined || owner === object.namespace || object.namespace === world.facts.rootNamespace)
          continue;
        if (!isVisibleTo(object.spec.exportTo, object.namespace, object.namespace)) continue;
        const hidden = rulesInForce(world, cluster, owner, host).filter(
          (rule) => rule.namespace === owner && isVisibleTo(rule.spec.exportTo, owner, object.namespace),
        );
        const own = subsetNames([object]);
        const lost = [...subsetNames(hidden)].filter((name) => !own.has(name)).sort();
        const policy = hidden.find((rule) => rule.spec.trafficPolicy !== undefined && !object.spec.trafficPolicy);
        const [first] = hidden;
        if (!first || (lost.length === 0 && !policy)) continue;
        const what = [
          ...(lost.length > 0 ? [`its subsets ${lost.join(', ')}`] : []),
          ...(policy ? ['its trafficPolicy'] : []),
        ];
        yield {
          on: object,
          path: ['spec', 'host'],
          message: `${objectName(object)} hides ${objectName(first)} from clients in '${object.namespace}': for them ${host} has lost ${what.join(' and ')}.`,
          why: "For each client Istio takes the DestinationRule of the client's namespace wholly and never joins it with the service's: routes to a lost subset answer 503 (NC).",
          hint: "Move the settings into the service's DestinationRule, or repeat all of its subsets and settings here.",
          related: [{ message: 'the hidden one is here', on: first }],
        };
      }
    }
  },
});
