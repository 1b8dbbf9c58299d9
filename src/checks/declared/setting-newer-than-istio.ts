import { checkStructure } from '../../istio/structure.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { policyOf, type SettingName } from '../../policies/settings.ts';
import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { type Block, blocksWith } from './walks/blocks.ts';
import { counted, named } from './walks/wording.ts';

/** An option that Istio has only from a later release than a cluster that would get it. */
export const settingNewerThanIstio = defineCheck({
  code: 'setting-newer-than-istio',
  severity: 'error',
  *find(judged) {
    const newer = new Map(judged.mesh.trafficPolicies.map((policy) => [policy, newerOptions(policy)]));
    const reports = new Map<string, Report>();
    for (const block of blocksWith(judged, (policy) => (newer.get(policy)?.length ?? 0) > 0)) {
      for (const [name, policy] of block.effective) {
        for (const option of newer.get(policy) ?? [])
          if (option.setting === name) note(reports, judged, block, policy, option);
      }
    }
    for (const found of reports.values()) yield finding(found);
  },
});

interface NewerOption {
  readonly setting: SettingName;
  readonly field: string;
  readonly since: string;
}

interface Report extends NewerOption {
  readonly policy: TrafficPolicySnapshot;
  readonly services: Set<string>;
  readonly clusters: Set<string>;
}

/** What the CRDs of the oldest release do not know of a policy's settings. */
function newerOptions({ settings }: TrafficPolicySnapshot): readonly NewerOption[] {
  return (Object.keys(settings) as SettingName[]).flatMap((setting) => {
    const { route, trafficPolicy } = policyOf(setting).lower(settings[setting]);
    const host = 'any.example';
    const objects = [
      { kind: 'DestinationRule', spec: { host, trafficPolicy } },
      { kind: 'VirtualService', spec: { hosts: [host], http: [{ route: [{ destination: { host } }], ...route }] } },
    ];
    return objects
      .flatMap((object) => checkStructure({ apiVersion: 'networking.istio.io/v1', ...object }, '1.29'))
      .flatMap(({ at, since }) => (since === undefined ? [] : [{ setting, field: String(at.at(-1)), since }]));
  });
}

function note(
  reports: Map<string, Report>,
  { index }: Judged,
  { service, clusters }: Block,
  policy: TrafficPolicySnapshot,
  option: NewerOption,
): void {
  const older = clusters.filter((cluster) => isOlder(index.clusters.get(cluster)?.istio ?? option.since, option.since));
  if (older.length === 0) return;
  const key = `${index.mesh.trafficPolicies.indexOf(policy)} ${option.setting} ${option.field}`;
  const known = reports.get(key) ?? { ...option, policy, services: new Set(), clusters: new Set() };
  known.services.add(service.key);
  for (const cluster of older) known.clusters.add(cluster);
  reports.set(key, known);
}

function isOlder(release: string, than: string): boolean {
  const minor = (version: string) => Number(version.split('.')[1]);
  return minor(release) < minor(than);
}

function finding({ policy, setting, field, since, services, clusters }: Report): CheckFinding {
  return {
    at: policy.at,
    message: `TrafficPolicy '${policy.id}' sets ${field} of ${setting} for ${counted('service', services)}, which Istio has from ${since}; ${named(clusters)} ${clusters.size === 1 ? 'is' : 'are'} older.`,
    why: 'The CRD there does not know the field: the API server drops it, or refuses the object, and proxies act as if it were not there.',
    hint: `Leave ${field} out until all clusters have that release, or name newer clusters with 'in'.`,
  };
}
