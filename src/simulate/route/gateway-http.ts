import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { Routed } from '../routed.ts';
import { hostOf } from './asked.ts';
import { fits, inShort } from './choose.ts';
import { type GatewayCandidate, type GatewayHost, gatewayHosts, mostSpecific } from './gateway-hosts.ts';
import { gatewayNotes, unservedNotes } from './gateway-notes.ts';
import type { GatewayServer } from './gateway-servers.ts';
import { act } from './http-action.ts';
import { httpsRedirect } from './redirect.ts';
import { failed, routed, type Way } from './result.ts';
import type { Lookup } from './targets.ts';
import { nearness } from './virtual-service.ts';

const NOT_FOUND = 404;

/** Sends HTTP that a gateway can read by the routes of servers that share them. */
export function sendGatewayHttp(view: ConfigView, way: Way, servers: readonly GatewayServer[]): Routed {
  const { proxy, asked, trace } = way;
  const asks = hostOf(asked.authority);
  const host = mostSpecific(gatewayHosts(view, proxy, servers), asks);
  if (!host) {
    trace.step('gateway', `nothing is served for ${asks}`, () => unservedNotes(view, proxy, servers, asks));
    const reason = `the gateway has no route for the host ${asks}`;
    return failed(way, { flag: 'NR', status: NOT_FOUND, by: 'gateway', reason });
  }
  if (host.redirects && asked.scheme === 'http') {
    trace.step('gateway', `plain HTTP for ${host.host} is only sent on to HTTPS`);
    return routed(way, { answer: httpsRedirect(asked) });
  }
  const chosen = host.candidates.find((one) => fits(one, asked));
  const notes = () => gatewayNotes(view, way, servers, host, chosen);
  if (!chosen) {
    trace.step('gateway', `no route for ${host.host} fits`, notes);
    const reason = `no route that the gateway has for ${host.host} fits the request`;
    return failed(way, { flag: 'NR', status: NOT_FOUND, by: 'gateway', reason });
  }
  const what = `${inShort(chosen.rule, chosen.alternative)} of ${printRef(chosen.by.ref)} fits`;
  trace.step('gateway', what, notes, chosen.rule.object);
  const rivals = rivalsByAge(host, chosen, way);
  const judged = rivals.length === 0 ? way : { ...way, unjudged: [...way.unjudged, ...rivals] };
  return act(view, judged, chosen, chosen.server.port, lookupFor(view, way, chosen));
}

/** Services of the VirtualService's own namespace before others that the gateway may see. */
function lookupFor(view: ConfigView, { proxy }: Way, { by, server }: GatewayCandidate): Lookup {
  return (host, port) => {
    const own = view.servicesOf(host).find((one) => one.namespace === by.namespace && view.sees(one, proxy.namespace));
    const service = own ?? view.visibleService(host, proxy.namespace);
    const single = service?.ports.length === 1 ? service.ports[0]?.number : undefined;
    return { service, port: port ?? single ?? server.port };
  };
}

/** Routes of other VirtualServices that would come first if those were older. */
function rivalsByAge(host: GatewayHost, chosen: GatewayCandidate, { asked, proxy }: Way): readonly string[] {
  const near = nearness(chosen.by, proxy.namespace);
  const rival = host.candidates.find(
    (one) =>
      one.by !== chosen.by &&
      one.alternative.catchAll === chosen.alternative.catchAll &&
      nearness(one.by, proxy.namespace) === near &&
      (one.by.created === '' || chosen.by.created === '' || one.by.created === chosen.by.created) &&
      fits(one, asked) &&
      JSON.stringify(one.rule.spec) !== JSON.stringify(chosen.rule.spec),
  );
  if (!rival) return [];
  const both = `${printRef(chosen.by.ref)} and ${printRef(rival.by.ref)} both have a route for this request`;
  return [`${both}: the older one's comes first, and the manifests do not say which that is`];
}
