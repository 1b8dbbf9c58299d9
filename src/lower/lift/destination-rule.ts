import type { DestinationRuleSpec, Subset, TrafficPolicy } from '../../istio/generated/types/index.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { Subject, TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { policyOf, type SettingName, type TrafficSettings } from '../../policies/settings.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { liftCallers } from './callers.ts';
import { fieldsOf, itemsOf } from './fields.ts';
import type { KindLift, Pieces } from './kind-lift.ts';
import { inRule, ownOfPort, same, settingsIn, unseenIn } from './rule-blocks.ts';

/** Where the settings stand in a rule: of the host, of a version, and of a port of either. */
const BLOCKS = ['trafficPolicy', 'subsets.trafficPolicy'].flatMap((block) => [block, `${block}.portLevelSettings`]);

export const destinationRule: KindLift = {
  kind: 'DestinationRule',
  said: {
    host: 'Service',
    exportTo: 'Service: callers',
    subsets: 'Service: versions',
    'subsets.trafficPolicy': 'TrafficPolicy: version',
    'trafficPolicy.portLevelSettings': 'TrafficPolicy: port',
    'subsets.trafficPolicy.portLevelSettings': 'TrafficPolicy: port',
    ...Object.fromEntries(inRule.flatMap((name) => ownedPaths(name).map((path) => [path, `TrafficPolicy: ${name}`]))),
  },
  lift: liftDestinationRule,
  forget: (facts) => ({
    ...facts,
    services: facts.services.map((service) => ({ ...service, versions: [], callers: 'any' })),
  }),
};

function ownedPaths(name: SettingName): readonly string[] {
  return policyOf(name).owns.flatMap((path) => BLOCKS.map((block) => path.replace('trafficPolicy', block)));
}

/** A rule about no declared service, or for some pods alone, is nothing that a construct says. */
function liftDestinationRule(index: MeshIndex, { spec }: Manifest): Pieces | undefined {
  const { host, exportTo, trafficPolicy, subsets, workloadSelector } = fieldsOf(spec) as Partial<DestinationRuleSpec>;
  const service = index.mesh.inventory.services.find((one) => one.host === host);
  if (!service || service.egress || workloadSelector) return undefined;
  const known = itemsOf(subsets).map((subset) => fieldsOf(subset) as unknown as Subset);
  const versions = known.map(({ name, labels = {} }) => ({ name, labels: labels as Readonly<Record<string, string>> }));
  const callers = liftCallers(index, exportTo, index.multiNetwork ? index.mesh.inventory.rootNamespace : undefined);
  return {
    trafficPolicies: policiesOf(index, service, trafficPolicy, known),
    facts: { services: [{ key: service.key, versions, callers }] },
  };
}

function policiesOf(
  index: MeshIndex,
  service: ServiceFacts,
  block: TrafficPolicy | undefined,
  subsets: readonly Subset[],
): TrafficPolicySnapshot[] {
  const whole = settingsIn(block);
  const blocks = [block, ...subsets.map(({ trafficPolicy }) => trafficPolicy)];
  const ownOf = new Map(service.ports.map(({ number }) => [number, ownOfPort(number, blocks)]));
  const behind = unseenIn(block, ownOf);
  const everywhere = [...index.clusters.keys()].sort();
  /** What stays unseen in the block itself says a policy of lower rank: one without `in`. */
  const about = (subject: Subject, said: TrafficSettings, unseen: TrafficSettings = {}): TrafficPolicySnapshot[] => {
    const policy = { id: JSON.stringify(subject), at: undefined, subject };
    const isCovered = Object.keys(unseen).length > 0;
    const all = [{ ...policy, in: isCovered ? everywhere : undefined, settings: said }];
    if (isCovered) all.push({ ...policy, in: undefined, settings: unseen });
    return all.filter(({ settings }) => Object.keys(settings).length > 0);
  };
  const versions = subsets.flatMap(({ name, trafficPolicy }) => {
    const settings = settingsIn(trafficPolicy);
    // A tunnel is not inherited: subsets repeat it without a policy of their own.
    if (same(settings, { tunnel: whole.tunnel }) && !trafficPolicy?.portLevelSettings) return [];
    const unseen = unseenIn(trafficPolicy, ownOf);
    // What the host says as well may be the host's, and the version's own what its ports show.
    const isWider = ([by, value]: [string, unknown]) =>
      by in unseen && [whole, behind].some((wide) => same(wide[by as SettingName], value));
    const said = Object.fromEntries(Object.entries(settings).filter((entry) => !isWider(entry)));
    return about({ kind: 'version', service: service.key, version: name }, said, unseen);
  });
  const ports = service.ports.flatMap(({ name, number }) =>
    about({ kind: 'port', service: service.key, port: name }, ownOf.get(number) ?? {}),
  );
  return [...about({ kind: 'service', service: service.key }, whole, behind), ...versions, ...ports];
}
