import { hostCovers } from '../../../istio/hosts.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { printRef, refOf, specOf } from '../../objects.ts';
import type { ObjectRef } from '../../outcome.ts';
import type { KnownService } from '../../routed.ts';
import { entries, fields, number, text, textMap, texts } from '../../shape.ts';
import { effectiveDestinationRule, rulesPassedOver } from '../destination-rule/effective.ts';
import type { MergedRule } from '../destination-rule/merge.ts';
import { workloadsIn } from '../pool/workloads.ts';
import type { NetworkGateway } from './gateways.ts';

/** What a gateway between networks does with a connection for one port of one subset. */
export type Passage =
  | {
      readonly open: true;
      readonly service: KnownService;
      readonly rule: MergedRule | undefined;
      readonly object: ObjectRef;
    }
  | { readonly open: false; readonly reason: string; readonly object?: ObjectRef };

/**
 * The gateway goes by the name in the TLS handshake, `outbound_.<port>_.<subset>_.<host>`. It has a chain for it when a
 * Gateway in AUTO_PASSTHROUGH mode selects its pods and covers the host, and when its own istiod knows the service and
 * a DestinationRule with that subset.
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/#expose-services-in-cluster1
 */
export function passage(view: ConfigView, gateway: NetworkGateway, asked: Asked): Passage {
  const key = `reach: passage ${gateway.cluster} ${gateway.namespace} ${gateway.port} ${asked.host} ${asked.port} ${asked.subset ?? ''}`;
  return view.rememberGround(key, () => find(view, gateway, asked));
}

interface Asked {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
}

function find(view: ConfigView, gateway: NetworkGateway, { host, port, subset }: Asked): Passage {
  const name = `The east-west gateway of ${gateway.cluster}`;
  const pods = workloadsIn(view.facts, gateway.cluster, gateway.namespace).filter((pod) =>
    selects(gateway.labels, pod.labels),
  );
  if (pods.length > 0 && pods.every((pod) => pod.replicas === 0)) return closed(`${name} has no pods.`);
  const servers = passthroughServers(view, gateway, pods[0]?.labels ?? gateway.labels);
  if (servers.length === 0) {
    return closed(
      `${name} has no Gateway with tls.mode AUTO_PASSTHROUGH on port ${gateway.port}, so it lets nobody in.`,
    );
  }
  const covering = servers.find(({ hosts }) => hosts.some((pattern) => hostCovers(pattern, host)));
  if (!covering) {
    const object = refOf(servers[0]!.manifest);
    return closed(
      `${printRef(object)} does not publish ${host}: its hosts are ${servers.flatMap(({ hosts }) => hosts).join(', ')}.`,
      object,
    );
  }
  const object = refOf(covering.manifest);
  const service = view.visibleService(host, gateway.namespace);
  if (!service)
    return closed(`${name} does not know ${host}: it is not visible to namespace ${gateway.namespace} there.`);
  const served = service.ports.find((candidate) => candidate.number === port);
  if (service.external || !served || served.protocol === 'UDP') {
    return closed(`${name} has no chain for port ${port} of ${host}, as its cluster has no such port.`);
  }
  const client = { namespace: gateway.namespace, labels: gateway.labels, kind: 'gateway' as const };
  const found = effectiveDestinationRule(view, client, host, service.namespace);
  if (subset === undefined || found.rule?.subsets.some((candidate) => candidate.name === subset)) {
    return { open: true, service, rule: found.rule, object };
  }
  const passed = rulesPassedOver(view, client, host, found).find(({ subsets }) => subsets.includes(subset));
  const why = passed
    ? ` ${printRef(passed.object)} has it, but for the gateway ${passed.why}.`
    : ` No DestinationRule in ${view.cluster} has it.`;
  return closed(
    `${name} has no chain for subset ${subset} of ${host}.${why}`,
    passed?.object ?? (found.rule && refOf(found.rule.manifest)),
  );
}

function closed(reason: string, object?: ObjectRef): Passage {
  return { open: false, reason, ...(object && { object }) };
}

interface PassthroughServer {
  readonly manifest: Manifest;
  readonly hosts: readonly string[];
}

function passthroughServers(view: ConfigView, gateway: NetworkGateway, labels: Labels): readonly PassthroughServer[] {
  return view.objects('Gateway').flatMap((manifest) => {
    const spec = specOf(manifest);
    if (!selects(textMap(spec.selector) ?? {}, labels)) return [];
    return entries(spec.servers)
      .filter(
        ({ port, tls }) =>
          number(fields(port).number) === gateway.port && text(fields(tls).mode) === 'AUTO_PASSTHROUGH',
      )
      .map((server) => ({ manifest, hosts: texts(server.hosts).map(withoutNamespace) }));
  });
}

/** Gateways may name hosts as `namespace/host`; chains for passing through ignore the namespace. */
function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1).toLowerCase();
}
