import type { Manifest } from '../../istio/manifest.ts';
import type { JwtAuthenticationSnapshot } from '../../model/snapshot-types.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { groupBy } from '../group-by.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';
import { serverPlace, subjectKey } from './server-place.ts';

/**
 * Which tokens count: one object a subject and server cluster. It refuses tokens that are not valid; that there must be
 * one says an AuthorizationPolicy.
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function requestAuthentications(index: MeshIndex): ClusterObject[] {
  const bySubject = groupBy(index.mesh.jwtAuthentications, ({ subject }) => subjectKey(subject));
  return [...bySubject.values()].flatMap((own) => {
    const built = new Map<JwtAuthenticationSnapshot, Omit<ClusterObject, 'cluster'>>();
    const [first] = own;
    const clusters = first ? (serverPlace(index, first.subject, first.id)?.clusters ?? []) : [];
    return clusters.flatMap((cluster) => {
      const jwt = winnerIn(own, cluster);
      if (!jwt) return [];
      const object = built.get(jwt) ?? lowerJwt(index, jwt);
      if (!object) return [];
      built.set(jwt, object);
      return [{ cluster, ...object }];
    });
  });
}

function lowerJwt(index: MeshIndex, jwt: JwtAuthenticationSnapshot): Omit<ClusterObject, 'cluster'> | undefined {
  const place = serverPlace(index, jwt.subject, jwt.id);
  if (!place) return undefined;
  const { name, namespace, selector, service } = place;
  const manifest: Manifest = {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name, namespace },
    spec: { ...(selector && { selector: { matchLabels: selector } }), jwtRules: jwt.issuers },
  };
  return { manifest, tier: 'policies', service, at: jwt.at, variants: [] };
}
