import type { Facts } from '../../../src/istio/facts.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { specOf } from '../../../src/simulate/objects.ts';
import type { Client, SimulatedRequest } from '../../../src/simulate/request.ts';
import { entries, fields, number, text, texts } from '../../../src/simulate/shape.ts';
import type { World } from './question.ts';

const PATHS = ['/', '/drafts/1', '/no'];

/** Requests for what is outside of Kubernetes: of every pod, and of gateways' own callers. */
export function outsideRequests({ facts, manifests }: World): SimulatedRequest[] {
  return [...manifests].flatMap(([cluster, objects]) =>
    objects.flatMap((object) => [
      ...(object.kind === 'ServiceEntry' ? toEntry(facts, cluster, object) : []),
      ...(object.kind === 'Gateway' ? throughGateway(facts, cluster, object) : []),
    ]),
  );
}

function toEntry({ workloads }: Facts, cluster: string, entry: Manifest): SimulatedRequest[] {
  const { hosts, ports } = specOf(entry);
  const pods = workloads.filter((one) => one.cluster === cluster && one.proxy === 'sidecar');
  const strangers = ['elsewhere', 'istio-egress'].map((namespace) => ({ namespace, labels: {} }));
  return texts(hosts).flatMap((host) =>
    entries(ports).flatMap((port) => {
      const to = host.replace(/^\*/, 'any');
      const protocol = spokenOn(text(port.protocol) ?? '');
      const more = { to, port: number(port.number) ?? 0, protocol, ...(protocol === 'tls' && { sni: to }) };
      return [...pods, ...strangers].flatMap(({ namespace, labels }) => {
        const from: Client = { kind: 'workload', cluster, namespace, labels };
        return PATHS.map((path) => ({ from, path, ...more }));
      });
    }),
  );
}

function spokenOn(protocol: string) {
  if (protocol === 'TLS' || protocol === 'HTTPS') return 'tls' as const;
  return protocol === 'TCP' ? ('tcp' as const) : ('http' as const);
}

function throughGateway({ workloads }: Facts, cluster: string, gateway: Manifest): SimulatedRequest[] {
  const { namespace } = gateway.metadata;
  const pods = workloads.filter(
    (one) => one.cluster === cluster && one.proxy === 'gateway' && one.namespace === namespace,
  );
  return entries(specOf(gateway).servers).flatMap((server) => {
    const { mode } = fields(server.tls);
    const identity = mode === 'ISTIO_MUTUAL' ? { identity: 'far.example/ns/far/sa/app' } : {};
    const protocol = mode === 'PASSTHROUGH' ? ('tls' as const) : ('http' as const);
    return texts(server.hosts).flatMap((to) =>
      pods.flatMap(({ labels, namespace: own }) => {
        const from: Client = { kind: 'ingress', cluster, namespace: own, labels, tls: mode !== undefined, ...identity };
        const more = {
          to,
          port: number(fields(server.port).number) ?? 0,
          protocol,
          ...(mode !== undefined && { sni: to }),
        };
        return PATHS.map((path) => ({ from, path, ...more }));
      }),
    );
  });
}
