import { printRef } from '../objects.ts';
import type { Routed } from '../routed.ts';
import { candidates, fits, inShort, passedOver, type Source } from './choose.ts';
import { act } from './http-action.ts';
import { httpRules } from './http-rules.ts';
import { everythingTo, failed, routed, type Way } from './result.ts';
import { retries } from './retries.ts';
import { notOwners } from './sidecar-notes.ts';
import type { Egress } from './sidecar-scope.ts';
import { destinationService } from './sidecar-services.ts';
import type { Lookup } from './targets.ts';
import type { VirtualHost } from './virtual-host.ts';

const NOT_FOUND = 404;

/** Sends an HTTP request by the routes that a sidecar has for its host. */
export function sendHttp(
  egress: Egress,
  { owner, service, host, unjudged }: VirtualHost,
  before: Way,
  source: Source,
): Routed {
  const { view } = egress;
  const way: Way = unjudged.length === 0 ? before : { ...before, unjudged: [...before.unjudged, ...unjudged] };
  const { asked, trace } = way;
  if (!owner) {
    if (!service) return routed(way, {});
    trace.step('client', `no VirtualService decides for ${host}: it goes to port ${source.port} of the service`, () =>
      notOwners(egress, host, undefined, source),
    );
    return routed(way, {
      destinations: [everythingTo(service, source.port)],
      retries: retries(undefined, view.meshConfig.defaultHttpRetryPolicy),
    });
  }
  trace.step(
    'client',
    `${printRef(owner.ref)} decides for ${host}`,
    () => notOwners(egress, host, owner, source),
    owner.ref,
  );
  const { rules, missing } = httpRules(view, owner);
  const all = candidates(rules, source);
  const chosen = all.find((candidate) => fits(candidate, asked));
  const notes = () => [
    ...missing.map(({ index, why }) => `route ${index} is left out: ${why}`),
    ...passedOver(rules, chosen, source, asked),
  ];
  if (!chosen) {
    const reason = `no route of ${printRef(owner.ref)} fits the request`;
    trace.step('client', 'no route fits', notes, owner.ref);
    return failed(way, { flag: 'NR', status: NOT_FOUND, by: 'client proxy', reason, object: owner.ref });
  }
  trace.step('client', `${inShort(chosen.rule, chosen.alternative)} fits`, notes, chosen.rule.object);
  const lookup: Lookup = (name, port) => {
    const at = port ?? source.port;
    return { service: destinationService(egress, name, at), port: at };
  };
  return act(view, way, chosen, source.port, lookup);
}
