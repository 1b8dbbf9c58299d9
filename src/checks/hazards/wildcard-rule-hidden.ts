import { hostCovers, isWildcardHost } from '../../istio/hosts.ts';
import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A DestinationRule for a wildcard with settings that an exact one of the same namespace does not repeat. */
export const wildcardRuleHidden = defineObjectCheck({
  code: 'wildcard-rule-hidden',
  severity: 'info',
  *find(world) {
    for (const cluster of world.configClusters) {
      const all = world.ofKind('DestinationRule', cluster);
      const wide = all.filter(({ spec }) => isWildcardHost(spec.host) && spec.trafficPolicy !== undefined);
      if (wide.length === 0) continue;
      for (const object of all) {
        if (isWildcardHost(object.spec.host) || !object.spec.host.includes('.')) continue;
        const hidden = wide.find(
          (rule) =>
            rule.namespace === object.namespace &&
            hostCovers(rule.spec.host, object.spec.host) &&
            isVisibleTo(rule.spec.exportTo, rule.namespace, object.namespace),
        );
        const own = new Set(Object.keys(object.spec.trafficPolicy ?? {}));
        const lost = Object.keys(hidden?.spec.trafficPolicy ?? {}).filter((field) => !own.has(field));
        if (!hidden || lost.length === 0) continue;
        yield {
          on: object,
          path: ['spec', 'host'],
          message: `${objectName(object)} is in force for ${object.spec.host} in place of ${objectName(hidden)} (${hidden.spec.host}), whose ${lost.join(', ')} it does not repeat.`,
          why: 'The most specific host wins wholly: nothing is taken over from the rule for the wildcard.',
          hint: 'Repeat what should hold for this host too.',
          related: [{ message: 'the rule for the wildcard is here', on: hidden }],
        };
      }
    }
  },
});
