import type { ClusterFacts } from '../../istio/inventory.ts';
import { type MeshIndex, portsOf } from '../../lower/mesh-index.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { placeOf, type SettingName } from '../../policies/settings.ts';
import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { type Block, blocksWith } from './walks/blocks.ts';
import { named } from './walks/wording.ts';

/** A setting that Istio takes and that changes nothing, for any of the calls that it is in force for. */
export const settingWithoutEffect = defineCheck({
  code: 'setting-without-effect',
  severity: 'warning',
  *find(judged) {
    for (const policy of judged.mesh.trafficPolicies) {
      const onRoutes = (Object.keys(policy.settings) as SettingName[]).filter((name) => placeOf(name) === 'routes');
      const why = onRoutes.length > 0 ? whyNoRequests(judged.index, policy) : undefined;
      if (why !== undefined) yield report(policy, named(onRoutes), { text: why });
      if (policy.settings.outlierDetection?.outlierDetectionHttpErrorCodes)
        yield report(policy, "'outlierDetectionHttpErrorCodes'", {
          text: 'the istiod of 1.31 takes the field and does not hand it on to proxies',
        });
    }
    for (const name of ['tunnel', 'warmup'] as const) yield* idleEverywhere(judged, name);
    yield* zonesUnknown(judged);
  },
});

const SELF_DISCOVERY = 'ISTIO_META_ENABLE_SELF_DISCOVERY';

/** Zones count only for proxies that find out about themselves. Where nobody says what istiod is told, they may. */
function* zonesUnknown({ mesh, index }: Judged): Iterable<CheckFinding> {
  if (mesh.proxyConfigs.some(({ environmentVariables = {} }) => SELF_DISCOVERY in environmentVariables)) return;
  for (const policy of mesh.trafficPolicies) {
    const { zoneAware } = policy.settings;
    const clusters = [...index.clusters.values()].filter(({ name }) => policy.in?.includes(name) ?? true);
    if (zoneAware === undefined || zoneAware === false || clusters.some(mayKnow)) continue;
    const text = `no proxy of its clusters has ${SELF_DISCOVERY} in proxyMetadata, so that regions count and zones do not`;
    yield report(policy, "'zoneAware'", { text });
  }
}

function mayKnow({ meshConfig }: ClusterFacts): boolean {
  if (!meshConfig) return true;
  const { proxyMetadata } = (meshConfig.defaultConfig ?? {}) as { readonly proxyMetadata?: Record<string, string> };
  return proxyMetadata?.[SELF_DISCOVERY] === 'true';
}

interface Reason {
  readonly text: string;
  readonly because?: TrafficPolicySnapshot;
}

/** One place in which it acts is enough: whoever sets it for a whole mesh does not mean every service. */
function* idleEverywhere(judged: Judged, name: 'tunnel' | 'warmup'): Iterable<CheckFinding> {
  const idle = new Map<TrafficPolicySnapshot, Reason | undefined>();
  for (const block of blocksWith(judged, ({ settings }) => name in settings)) {
    const policy = block.effective.get(name);
    if (!policy || (idle.has(policy) && !idle.get(policy))) continue;
    const why = name === 'tunnel' ? whyNotTunnelled(block) : whyNotWarmed(block);
    if (!why || !idle.has(policy)) idle.set(policy, why);
  }
  for (const [policy, why] of idle) if (why) yield report(policy, `'${name}'`, why);
}

function whyNoRequests(index: MeshIndex, { subject }: TrafficPolicySnapshot): string | undefined {
  const service = 'service' in subject ? index.services.get(subject.service) : undefined;
  if (!service || subject.kind === 'version') return undefined;
  const http = portsOf(service, 'http').filter(({ name }) => subject.kind !== 'port' || subject.port === name);
  const where = subject.kind === 'port' ? `port '${subject.port}' of service` : 'service';
  return http.length > 0 ? undefined : `${where} '${service.key}' gets no requests of HTTP`;
}

function whyNotTunnelled({ service }: Block): Reason | undefined {
  if (portsOf(service, 'tcp').length + portsOf(service, 'tls').length > 0) return undefined;
  return { text: `only TCP and TLS connections are tunnelled, and service '${service.key}' has no port for them` };
}

function whyNotWarmed({ effective }: Block): Reason | undefined {
  const balancer = effective.get('loadBalancer');
  const way = balancer?.settings.loadBalancer;
  if (!balancer || way === undefined || way === 'LEAST_REQUEST' || way === 'ROUND_ROBIN') return undefined;
  const shown = typeof way === 'string' ? way : 'consistentHash';
  return { text: `the load balancer ${shown} does not spare new endpoints`, because: balancer };
}

function report(policy: TrafficPolicySnapshot, what: string, { text, because }: Reason): CheckFinding {
  return {
    at: policy.at,
    message: `TrafficPolicy '${policy.id}' sets ${what} in vain: ${text}.`,
    why: 'Istio takes it without a word, and the proxies go on as if it were not there.',
    hint: 'Take it out, or set it where it acts: docs/traffic-settings.md tells where that is.',
    ...(because && because !== policy && { related: [{ message: 'the load balancer is set here', at: because.at }] }),
  };
}
