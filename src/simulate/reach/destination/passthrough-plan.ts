import type { Views } from '../../views.ts';
import { placeTargets } from '../locality/place.ts';
import { poolOf } from '../pool/pool.ts';
import { onTheWire, plaintext } from '../tls/client.ts';
import { arrivalOutside, arrivalsAt } from './arrive.ts';
import type { AskedDestination, Plan } from './plan.ts';

/**
 * What a client without proxy, or a proxy that does not know the host, sends to the address that DNS gave: plaintext to
 * the pods of its own cluster, by no rule of anybody's.
 */
export function passthroughPlan(views: Views, asked: AskedDestination): Plan {
  const { view, service, proxy, port } = asked;
  const why = proxy.kind === 'none' ? 'the client has no proxy' : 'the proxy passes the connection through unchanged';
  const tls = plaintext(why);
  const base: Plan = {
    rule: { rule: undefined, foundIn: undefined },
    ruleObject: undefined,
    service,
    failure: undefined,
    external: service === undefined || service.external,
    sticky: undefined,
    tls,
    locality: undefined,
    arrivals: [],
    unjudged: [],
  };
  if (!service || service.external) {
    return { ...base, arrivals: [arrivalOutside(proxy, onTheWire('plaintext', asked.applicationTls))] };
  }
  const pool = poolOf(view, service, port);
  const own = pool.endpoints.filter(({ cluster }) => cluster === proxy.cluster);
  const targets = own.map((endpoint) => ({
    endpoint,
    locality: endpoint.locality,
    labels: endpoint.augmented,
    weight: endpoint.weight,
    gateway: undefined,
  }));
  if (targets.length > 0) {
    const off = { setting: undefined, failover: false, because: '', unjudged: [] };
    const place = { locality: { region: proxy.region, zone: '', subzone: '' }, labels: proxy.labels };
    const placed = placeTargets(targets, off, place);
    const way = { views, asked, tls, met: new Map() };
    return { ...base, arrivals: placed.flatMap((target) => arrivalsAt(way, target)) };
  }
  if (pool.gaps.length > 0) return { ...base, unjudged: pool.gaps };
  const reason = `${service.host} has no pods in ${proxy.cluster}, and without a proxy that knows it no others are reached.`;
  return { ...base, failure: { flag: 'UH', status: undefined, by: 'client', reason } };
}
