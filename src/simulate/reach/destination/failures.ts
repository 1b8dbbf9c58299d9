import { printRef } from '../../objects.ts';
import type { Failure } from '../../outcome.ts';
import type { KnownService } from '../../routed.ts';
import { type EffectiveDestinationRule, rulesPassedOver } from '../destination-rule/effective.ts';
import type { LocalitySetting } from '../locality/setting.ts';
import type { Target } from '../locality/target.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import type { ClientTls } from '../tls/client.ts';
import { peerMode } from '../tls/peer-authentication.ts';
import type { Chosen } from './choose.ts';
import type { AskedDestination } from './plan.ts';

/** Failures before any endpoint is chosen: the proxy has no such cluster (NC), or nothing in it (UH). */

export function unknownService(asked: AskedDestination): Failure {
  const { host, proxy, view } = asked;
  const known = view.service(host);
  const why = known
    ? `${known.source === 'kubernetes' ? 'Service' : 'ServiceEntry'} ${known.namespace}/${known.name} is not visible to namespace ${proxy.namespace}`
    : `no Service or ServiceEntry in ${view.cluster} has it`;
  return clusterNotFound(asked, `The proxy does not know ${host}: ${why}.`);
}

export function unknownPort(asked: AskedDestination, service: KnownService): Failure {
  const ports = service.ports.map(({ number }) => number).join(', ');
  return clusterNotFound(asked, `${service.host} has no port ${asked.port}, only ${ports === '' ? 'none' : ports}.`);
}

export function missingSubset(
  asked: AskedDestination,
  service: KnownService,
  found: EffectiveDestinationRule,
): Failure {
  const { view, proxy, subset = '' } = asked;
  const passed = rulesPassedOver(view, proxy, service.host, found).find(({ subsets }) => subsets.includes(subset));
  const hidden = passed ? ` ${printRef(passed.object)} has it, but ${passed.why}.` : '';
  const own = found.rule && {
    kind: 'DestinationRule',
    namespace: found.rule.namespace,
    name: found.rule.manifest.metadata.name,
  };
  const start = own
    ? `${printRef(own)}, in force for namespace ${proxy.namespace}, has no subset ${subset}.`
    : `No DestinationRule for ${service.host} is in force for namespace ${proxy.namespace}, so it has no subset ${subset}.`;
  return clusterNotFound(asked, `${start}${hidden}`, own ?? passed?.object);
}

interface Emptiness {
  readonly asked: AskedDestination;
  readonly service: KnownService;
  readonly chosen: Chosen;
  readonly dropped: readonly Endpoint[];
  readonly targets: readonly Target[];
  readonly tls: ClientTls;
  readonly rule: EffectiveDestinationRule;
  readonly locality: LocalitySetting;
}

export function nothingThere(empty: Emptiness): Failure {
  const { asked, tls, dropped } = empty;
  const object = dropped.length > 0 ? tls.object : undefined;
  return {
    flag: 'UH',
    status: asked.protocol === 'http' ? 503 : undefined,
    by: asked.proxy.kind === 'gateway' ? 'gateway' : 'client proxy',
    reason: whyNothing(empty),
    ...(object && { object }),
  };
}

function whyNothing({ asked, service, chosen, dropped, targets, tls, locality }: Emptiness): string {
  const { subset, proxy } = asked;
  const what = subset === undefined ? service.host : `subset ${subset} of ${service.host}`;
  if (targets.length > 0)
    return `${locality.because} with a distribution that lists no locality in which ${what} has endpoints.`;
  const [first] = dropped;
  if (first) {
    return `All endpoints of ${what} are in other networks, which only mutual TLS reaches, but ${whyNotMutual(asked, first, tls)}.`;
  }
  const [idle] = chosen.idle;
  if (idle) return `${idle.name} in ${idle.cluster} would serve ${what}, but has no pods.`;
  if (chosen.confined === 'cluster-local')
    return `${service.host} is kept to its own cluster by MeshConfig, and ${proxy.cluster} has no endpoints of ${what}.`;
  if (chosen.confined === 'headless')
    return `${service.host} is headless: DNS in ${proxy.cluster} gives the addresses of its own pods, and there are none.`;
  if (subset !== undefined && chosen.all.length > 0)
    return `The labels of ${what} select none of its ${chosen.all.length} groups of endpoints.`;
  return `${what} has no endpoints in any cluster.`;
}

function whyNotMutual({ view }: AskedDestination, endpoint: Endpoint, tls: ClientTls): string {
  if (!endpoint.acceptsMutualTls) return `${endpoint.name} has no sidecar`;
  const mode = peerMode(view, endpoint, endpoint.port);
  if (!tls.object && mode.mode === 'DISABLE' && mode.by) return `${printRef(mode.by)} disables it`;
  return tls.because;
}

function clusterNotFound({ protocol, proxy }: AskedDestination, reason: string, object?: Failure['object']): Failure {
  const by = proxy.kind === 'gateway' ? 'gateway' : 'client proxy';
  return { flag: 'NC', status: protocol === 'http' ? 503 : undefined, by, reason, ...(object && { object }) };
}
