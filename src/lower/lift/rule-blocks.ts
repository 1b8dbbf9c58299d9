import type { PortTrafficPolicy, TrafficPolicy } from '../../istio/generated/types/index.ts';
import { placeOf, policyOf, type SettingName, settingNames, type TrafficSettings } from '../../policies/settings.ts';

/** Settings that stand in a DestinationRule. */
export const inRule: readonly SettingName[] = settingNames.filter((name) => placeOf(name) !== 'routes');

/** Every setting of the shelf that the block says, whatever may have been repeated there from a wider one. */
export function settingsIn(block: TrafficPolicy | PortTrafficPolicy | undefined): TrafficSettings {
  return block ? written(withoutDefault(block)) : {};
}

function written(block: TrafficPolicy | PortTrafficPolicy): TrafficSettings {
  const fragment = { trafficPolicy: block as TrafficPolicy };
  const found = inRule.map((name) => [name, policyOf(name).lift(fragment)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/**
 * Beside failover lowering lets all endpoints be ejected. Whether an author said so, too, shows only in a port's entry
 * without failover, which has it from the host.
 */
function withoutDefault(block: TrafficPolicy | PortTrafficPolicy): TrafficPolicy | PortTrafficPolicy {
  const { outlierDetection } = block;
  if (!hasFailover(block) || outlierDetection?.maxEjectionPercent !== 100) return block;
  const ports = 'portLevelSettings' in block ? (block.portLevelSettings ?? []) : [];
  if (ports.some((entry) => !hasFailover(entry) && same(entry.outlierDetection, outlierDetection))) return block;
  const { maxEjectionPercent: _, ...others } = outlierDetection;
  return { ...block, outlierDetection: others };
}

function hasFailover({ loadBalancer }: TrafficPolicy | PortTrafficPolicy): boolean {
  const zones = loadBalancer?.zoneAwareLbSetting;
  if (zones) return zones.enabled !== false;
  const locality = loadBalancer?.localityLbSetting;
  return locality !== undefined && locality.enabled !== false && !locality.distribute;
}

/** Whatever the order of fields. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

/**
 * A port's entry repeats what holds from wider policies. Its own is what differs from them, in the host's block or in that
 * of a version; where nothing differs anywhere, everything that all entries agree in.
 */
export function ownOfPort(number: number, blocks: readonly (TrafficPolicy | undefined)[]): TrafficSettings {
  const pairs = blocks.flatMap((wide) => {
    const entry = wide?.portLevelSettings?.find(({ port }) => port?.number === number);
    return entry ? [{ wide: settingsIn(wide), entry: settingsIn(entry), whole: written(entry) }] : [];
  });
  const [first] = pairs;
  if (!first) return {};
  // With the default, too, entries may agree: where one has failover beside it and another has not, somebody said it.
  const agreed = Object.entries(first.entry).flatMap(([name, value]): [string, unknown][] => {
    const by = name as SettingName;
    if (pairs.every(({ entry }) => same(entry[by], value))) return [[name, value]];
    return pairs.every(({ whole }) => same(whole[by], first.whole[by])) ? [[name, first.whole[by]]] : [];
  });
  const own = agreed.filter(([name, value]) => pairs.some(({ wide }) => !same(wide[name as SettingName], value)));
  return Object.fromEntries(own.length > 0 ? own : agreed);
}

/**
 * What only the entries of ports show of a block's settings: in the block stands a narrower one, of the same name or one that
 * Istio does not take together with it, and the port has one that excludes that.
 */
export function unseenIn(
  block: TrafficPolicy | undefined,
  ownOf: ReadonlyMap<number, TrafficSettings>,
): TrafficSettings {
  const seen = settingsIn(block);
  const entries = (block?.portLevelSettings ?? []).flatMap((entry) => {
    const own = ownOf.get(entry.port?.number ?? 0) ?? {};
    const whole = written(entry);
    return Object.entries(settingsIn(entry)).filter(([name, value]) => {
      const by = name as SettingName;
      return !(name in own) && !same(seen[by], value) && !same(seen[by], whole[by]);
    });
  });
  return Object.fromEntries(entries);
}
