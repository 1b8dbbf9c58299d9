import type { GatewayFacts, GatewayServerFacts } from '../../istio/inventory.ts';
import { defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** Two gateways that open one port of one host on the same pods are one listener, and their routes are joined by age. */
export const gatewaysOnOneHost = defineCheck({
  code: 'gateways-on-one-host',
  severity: 'error',
  *find({ index, mesh }) {
    const gateways = mesh.inventory.gateways;
    for (const [i, one] of gateways.entries()) {
      for (const other of gateways.slice(i + 1)) {
        const { host, port } = (samePods(one, other) && meeting(one, other)) || {};
        const clusters = one.clusters.filter((cluster) => other.clusters.includes(cluster));
        if (host === undefined || !port || clusters.length === 0) continue;
        yield {
          at: index.mesh.places[`gateways/${other.key}`],
          message: `Gateways '${one.key}' and '${other.key}' select the same pods and both open port ${port.number} for the host '${host}' in ${counted('cluster', clusters)}.`,
          why: 'Istio joins the routes of both in order of age, which may differ from cluster to cluster, and takes one of two certificates.',
          hint: 'Make them one gateway, or give each pods of its own (selector) or hosts of its own.',
          related: [{ message: 'the other gateway is here', at: index.mesh.places[`gateways/${one.key}`] }],
        };
      }
    }
  },
});

/** A host and a port that both open at one address. */
function meeting(one: GatewayFacts, other: GatewayFacts) {
  for (const port of one.servers) {
    for (const twin of other.servers) {
      if (port.number !== twin.number || (port.bind ?? '') !== (twin.bind ?? '')) continue;
      const theirs = hostsOf(other, twin);
      const host = hostsOf(one, port).find((name) => theirs.includes(name));
      if (host !== undefined) return { host, port };
    }
  }
  return undefined;
}

function hostsOf({ hosts, writtenHosts = hosts }: GatewayFacts, server: GatewayServerFacts): readonly string[] {
  return (server.hosts ?? writtenHosts).map((host) => host.slice(host.indexOf('/') + 1));
}

function samePods(one: GatewayFacts, other: GatewayFacts): boolean {
  const labels = ({ selector }: GatewayFacts) => JSON.stringify(Object.entries(selector).sort());
  return one.namespace === other.namespace && labels(one) === labels(other);
}
