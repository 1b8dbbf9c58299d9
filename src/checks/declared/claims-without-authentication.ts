import type { GatewayFacts } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import { appliesIn } from '../../lower/mesh-index.ts';
import type { MatchSnapshot, Subject } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { counted, routeTitle } from './walks/wording.ts';

/** A route asks for claims of tokens on a gateway where nobody says which tokens count. */
export const claimsWithoutAuthentication = defineCheck({
  code: 'claims-without-authentication',
  severity: 'error',
  *find({ index, mesh }) {
    // Those that an author wrote by hand are not looked into; the objects are judged by another check.
    if (mesh.objects.some(({ manifest }) => manifest.kind === 'RequestAuthentication')) return;
    for (const route of mesh.routes) {
      if (!route.match.some(asksForClaims)) continue;
      for (const key of route.on ?? []) {
        const gateway = index.gateways.get(key);
        const without = (gateway?.clusters ?? []).filter(
          (cluster) =>
            !mesh.jwtAuthentications.some((jwt) => appliesIn(jwt, cluster) && gateway && isFor(jwt.subject, gateway)),
        );
        if (without.length === 0) continue;
        yield {
          at: route.at,
          message: `${routeTitle(route)} asks for claims of tokens, and no JwtAuthentication judges tokens at gateway '${key}' in ${counted('cluster', without)}.`,
          why: 'Only where tokens are judged do proxies know their claims: a condition on one would never hold, and one on its absence always.',
          hint: "Declare who gives them out: new JwtAuthentication(web, 'tokens', { issuers: [{ issuer: 'https://…' }], required: false }).",
          related: [{ message: `'${key}' is declared here`, at: index.mesh.places[`gateways/${key}`] }],
        };
      }
    }
  },
});

function asksForClaims({ headers = {}, withoutHeaders = {} }: MatchSnapshot): boolean {
  return [...Object.keys(headers), ...Object.keys(withoutHeaders)].some((name) => name.startsWith('@'));
}

function isFor(subject: Subject, { key, namespace, selector }: GatewayFacts): boolean {
  switch (subject.kind) {
    case 'mesh':
      return true;
    case 'namespace':
      return subject.namespace === namespace;
    case 'gateway':
      return subject.gateway === key;
    case 'pods':
      return subject.namespace === namespace && selects(subject.labels, selector);
    default:
      return false;
  }
}
