import { type Labels, NETWORK_LABEL } from '../../../istio/labels.ts';
import { type Fields, text } from '../../shape.ts';
import type { Locality } from '../pool/endpoint.ts';

/** 0 for the same subzone, 1 for the zone, 2 for the region, 3 elsewhere; with a `failover` for the region, 4 but in its `to`. */
export function priorityByPlace(client: Locality, target: Locality, failover: readonly Fields[]): number {
  if (client.region === target.region) {
    if (client.zone !== target.zone) return 2;
    return client.subzone === target.subzone ? 0 : 1;
  }
  const rule = failover.find(({ from }) => (text(from) ?? '') === client.region);
  return rule && text(rule.to) !== target.region ? 4 : 3;
}

/** The same where only regions count: 0 for the client's own, 1 for the `to` of a `failover` from it, 2 for all others. */
export function priorityByRegion(client: Locality, target: Locality, failover: readonly Fields[]): number {
  if (client.region === target.region) return 0;
  const rule = failover.find(({ from }) => (text(from) ?? '') === client.region);
  return rule && text(rule.to) === target.region ? 1 : 2;
}

/**
 * Labels in order of importance, `label` (as the client has it) or `label=value`: the first that differs decides. Another
 * network comes after all others, whatever else agrees.
 */
export function priorityByLabels(order: readonly string[], client: Labels, target: Labels): number {
  const lowest = order.length;
  const beyond = order[0] === NETWORK_LABEL;
  let elsewhere = 0;
  for (const [index, entry] of order.entries()) {
    const [label = '', ...value] = entry.split('=');
    const wanted = value.length === 1 ? value[0] : client[label];
    if ((wanted ?? '') === (target[label] ?? '')) continue;
    if (index === 0 && beyond) {
      elsewhere = lowest;
      continue;
    }
    return lowest - index + elsewhere;
  }
  return elsewhere;
}
