import { defineObjectCheck } from '../object-check.ts';
import { calledAcross } from './walks/clients.ts';
import { gatewaysOfNetwork } from './walks/network-gateways.ts';
import { podsOf } from './walks/pods.ts';

/** A network with pods that others call and no east-west gateway to reach them through. */
export const networkWithoutGateway = defineObjectCheck({
  code: 'network-without-gateway',
  severity: 'error',
  *find(world) {
    const networks = [...new Set(world.facts.clusters.map((cluster) => cluster.network))].sort();
    if (networks.length < 2) return;
    const hosts = [...new Set(world.facts.services.map((service) => service.host))].sort();
    for (const network of networks) {
      if (gatewaysOfNetwork(world, network).length > 0) continue;
      const clusters = world.facts.clusters.filter((cluster) => cluster.network === network).map((one) => one.name);
      const reached = hosts.filter(
        (host) =>
          podsOf(world, host).some((pod) => clusters.includes(pod.cluster)) && calledAcross(world, host, network),
      );
      if (reached.length === 0) continue;
      const more = reached.length > 1 ? ` and ${reached.length - 1} more` : '';
      yield {
        on: undefined,
        subject: world.placeOf(`networks/${network}`) ? `networks/${network}` : `clusters/${clusters[0]}`,
        clusters,
        message: `Network '${network}' has no east-west gateway, and proxies of other networks call ${reached[0]}${more} there.`,
        why: 'Istio then hands out the addresses of the pods themselves, which nothing outside their network reaches: the share of the calls that goes there times out.',
        hint: 'Run an east-west gateway in it and open it with a Gateway for AUTO_PASSTHROUGH; or put clusters with one flat network into one network.',
      };
    }
  },
});
