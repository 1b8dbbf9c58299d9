import type { Labels } from '../../../istio/labels.ts';
import { entries, type Fields, fields, isFields, number, text, texts } from '../../shape.ts';
import type { Locality } from '../pool/endpoint.ts';
import { priorityByLabels, priorityByPlace, priorityByRegion } from './priorities.ts';
import type { LocalitySetting } from './setting.ts';
import type { PlacedTarget, Target } from './target.ts';

/** A proxy as its istiod places it. */
export interface Place {
  readonly locality: Locality;
  readonly labels: Labels;
}

/** Gives each target its priority and its share. Targets that the setting empties are left out. */
export function placeTargets(
  targets: readonly Target[],
  { setting, failover, byRegion }: LocalitySetting,
  client: Place,
): readonly PlacedTarget[] {
  if (!setting) return byWeight(targets.map((target) => ({ target, priority: 0 })));
  const { distribute, failoverPriority } = setting;
  if (Array.isArray(distribute) && distribute.length > 0 && !byRegion) {
    const own = entries(distribute).find(({ from }) => covers(text(from) ?? '', client.locality));
    return own && isFields(own.to)
      ? distributed(targets, own.to)
      : byWeight(targets.map((target) => ({ target, priority: 0 })));
  }
  if (!failover) return byWeight(targets.map((target) => ({ target, priority: 0 })));
  const labels = texts(failoverPriority);
  const rules = entries(setting.failover);
  const byLabels =
    labels.length > 0
      ? compact(targets.map((target) => priorityByLabels(labels, client.labels, target.labels)))
      : undefined;
  const byPlace = byRegion || !byLabels || rules.length > 0;
  const placeOf = byRegion ? priorityByRegion : priorityByPlace;
  const priorities = targets.map((target, index) => {
    const first = byLabels?.[index] ?? 0;
    return byPlace ? first * 5 + placeOf(client.locality, target.locality, rules) : first;
  });
  const final = compact(priorities);
  return byWeight(targets.map((target, index) => ({ target, priority: final[index] ?? 0 })));
}

interface Ranked {
  readonly target: Target;
  readonly priority: number;
}

/** Priorities without gaps: 0 is the first that has any target. */
function compact(priorities: readonly number[]): readonly number[] {
  const order = [...new Set(priorities)].sort((a, b) => a - b);
  return priorities.map((priority) => order.indexOf(priority));
}

function byWeight(ranked: readonly Ranked[]): readonly PlacedTarget[] {
  const total = ranked.reduce((sum, { target, priority }) => (priority === 0 ? sum + target.weight : sum), 0);
  return ranked.map(({ target: { locality, labels, weight, endpoint, gateway }, priority }) => {
    const share = priority === 0 && total > 0 ? weight / total : 0;
    return { locality, labels, weight, endpoint, gateway, priority, share };
  });
}

/** Localities that are not listed lose their endpoints. */
function distributed(targets: readonly Target[], to: Fields): readonly PlacedTarget[] {
  const groups = new Map<string, { targets: Target[]; weight: number }>();
  for (const target of targets) {
    const name = nameOf(target.locality);
    const group = groups.get(name) ?? { targets: [], weight: 0 };
    group.targets.push(target);
    groups.set(name, group);
  }
  const kept = new Set<string>();
  for (const [pattern, value] of Object.entries(to)) {
    const mine = [...groups].filter(
      ([
        name,
        {
          targets: [first],
        },
      ]) => !kept.has(name) && first && covers(pattern, first.locality),
    );
    const pods = mine.reduce((sum, [, group]) => sum + podsOf(group.targets), 0);
    for (const [name, group] of mine) {
      kept.add(name);
      const own = podsOf(group.targets);
      const share = ((number(value) ?? 0) * own) / pods;
      group.weight = share > 0 ? Math.ceil(share) : own;
    }
  }
  const total = [...kept].reduce((sum, name) => sum + (groups.get(name)?.weight ?? 0), 0);
  return targets.flatMap((target) => {
    const name = nameOf(target.locality);
    const group = groups.get(name);
    if (!group || !kept.has(name)) return [];
    return [{ ...target, priority: 0, share: (group.weight / total) * (target.weight / podsOf(group.targets)) }];
  });
}

function nameOf({ region, zone, subzone }: Locality): string {
  return `${region}/${zone}/${subzone}`;
}

function podsOf(targets: readonly Target[]): number {
  return targets.reduce((sum, { weight }) => sum + weight, 0);
}

/** `region/zone/subzone` with `*`; parts that are left out cover everything. */
function covers(pattern: string, { region, zone, subzone }: Locality): boolean {
  const [ofRegion = '', ofZone = '', ofSubzone = ''] = pattern.split('/');
  return (
    (ofRegion === '*' || ofRegion === region) &&
    (ofZone === '*' || ofZone === '' || ofZone === zone) &&
    (ofSubzone === '*' || ofSubzone === '' || ofSubzone === subzone)
  );
}

/** Whether a setting says anything beyond the defaults, for people. */
export function printSetting(setting: Fields | undefined): string {
  if (!setting) return 'off';
  const parts = ['distribute', 'failover', 'failoverPriority'].filter((part) => Array.isArray(fields(setting)[part]));
  return parts.length > 0 ? parts.join(' and ') : 'region, zone and subzone of the client first';
}
