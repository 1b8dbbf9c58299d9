import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { subsetsBeyondNetworks } from './walks/subsets-beyond-networks.ts';

/** The subset is there, in a DestinationRule that the east-west gateway does not see. */
export const destinationRuleNotSeenByGateway = defineObjectCheck({
  code: 'destination-rule-not-seen-by-gateway',
  severity: 'error',
  *find(world) {
    for (const { route, path, host, subset, remote, gatewayNamespace, known } of subsetsBeyondNetworks(world)) {
      if (!known) continue;
      yield {
        on: known,
        path: known.spec.exportTo ? ['spec', 'exportTo'] : ['metadata', 'namespace'],
        message: `${objectName(known)} has subset '${subset}' of ${host} and is not seen from '${gatewayNamespace}', where the east-west gateway of cluster '${remote}' runs.`,
        why: 'The gateway has entries only for subsets of DestinationRules that it sees: requests to this one from other networks fail (503 UF).',
        hint: `Keep it in the namespace of the service and let its exportTo contain '${gatewayNamespace}' (or '*').`,
        related: [{ message: 'a route of another network that names the subset', on: route, path }],
      };
    }
  },
});
