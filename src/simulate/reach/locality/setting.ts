import type { ConfigView } from '../../config-view.ts';
import { printRef, refOf } from '../../objects.ts';
import type { KnownService } from '../../routed.ts';
import { type Fields, fields, isFields, text } from '../../shape.ts';
import type { MergedRule } from '../destination-rule/merge.ts';
import type { EffectivePolicy } from '../destination-rule/policy.ts';

/** The locality setting in force; undefined `setting`: localities play no part. */
export interface LocalitySetting {
  readonly setting: Fields | undefined;
  /** Whether endpoints have priorities: only where something notices that they are unhealthy. */
  readonly failover: boolean;
  /** Whether regions alone are priorities, whatever else is said: proxies balance zones themselves. */
  readonly byRegion?: true;
  readonly because: string;
  readonly unjudged: readonly string[];
}

const DISTRIBUTION = 'networking.istio.io/traffic-distribution';

/**
 * A DestinationRule's setting replaces MeshConfig's. MeshConfig's is on unless turned off, so outlier detection alone
 * switches failover on.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export function localitySetting(
  view: ConfigView,
  service: KnownService,
  rule: MergedRule | undefined,
  policy: EffectivePolicy,
): LocalitySetting {
  const failover = policy.outlierDetection !== undefined;
  const name = rule ? printRef(refOf(rule.manifest)) : '';
  const own = policy.loadBalancer;
  if (isFields(own?.zoneAwareLbSetting)) return byZones(fields(own.zoneAwareLbSetting), name);
  if (isFields(own?.localityLbSetting)) {
    const setting = fields(own.localityLbSetting);
    if (setting.enabled === false) return { ...OFF, because: `${name} sets localityLbSetting.enabled: false` };
    return { setting, failover, because: `${name} sets localityLbSetting`, unjudged: [] };
  }
  const distribution = trafficDistributionOf(view, service);
  if (distribution !== undefined) {
    const sentence = `${service.host} sets traffic distribution ${distribution}, which is not modelled: nearer endpoints are preferred.`;
    return { ...OFF, because: 'traffic distribution of the Service', unjudged: [sentence] };
  }
  const byMesh = view.meshConfig.zoneAwareLbSetting;
  if (byMesh) return byZones(byMesh, 'MeshConfig');
  const mesh = view.meshConfig.localityLbSetting ?? {};
  if (fields(mesh).enabled === false) return { ...OFF, because: 'MeshConfig turns locality load balancing off' };
  const because = failover
    ? `${name} sets outlierDetection, which switches failover by locality on`
    : 'nothing prefers a locality';
  return { setting: fields(mesh), failover, because, unjudged: [] };
}

/**
 * Balancing by zones has priorities even where nothing notices failures. Between the zones of a region a proxy evens out what
 * each endpoint gets, so that shares are those of endpoints.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ZoneAwareLoadBalancerSetting
 */
function byZones(setting: Fields, name: string): LocalitySetting {
  if (setting.enabled === false) return { ...OFF, because: `${name} sets zoneAwareLbSetting.enabled: false` };
  return { setting, failover: true, byRegion: true, because: `${name} sets zoneAwareLbSetting`, unjudged: [] };
}

const OFF: LocalitySetting = { setting: undefined, failover: false, because: '', unjudged: [] };

function trafficDistributionOf(
  view: ConfigView,
  { manifest, namespace, name, source }: KnownService,
): string | undefined {
  const object = manifest ?? (source === 'kubernetes' ? servicesByName(view).get(`${namespace}/${name}`) : undefined);
  if (!object) return undefined;
  const spec = fields(object.spec);
  const set = text(fields(fields(object.metadata).annotations)[DISTRIBUTION]) ?? text(spec.trafficDistribution);
  return set === 'Any' ? undefined : set;
}

function servicesByName(view: ConfigView) {
  return view.rememberGround('reach: services by name', () => {
    const services = view.objects('/Service');
    return new Map(services.map((service) => [`${refOf(service).namespace}/${refOf(service).name}`, service]));
  });
}
