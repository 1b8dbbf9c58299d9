import { itemOf, listOf, textOf } from '../../istio/message.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { namesOf } from './walks/wording.ts';

const SETTING = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** istiod fetches key sets from any address that a RequestAuthentication names. */
export const jwksFetchUnrestricted = defineObjectCheck({
  code: 'jwks-fetch-unrestricted',
  severity: 'warning',
  equivalents: ['IST0175'],
  *find(world) {
    for (const istiod of world.ofKind('Deployment')) {
      if (itemOf(istiod.manifest.metadata.labels).app !== 'istiod' || isRestricted(istiod)) continue;
      const fetching = fetchingPolicies(world, istiod.cluster);
      if (fetching.length === 0) continue;
      const shown = fetching.slice(0, 5);
      yield {
        on: istiod,
        path: ['metadata', 'name'],
        message: `${objectName(istiod)} does not set ${SETTING}, and fetches key sets for RequestAuthentication ${namesOf(shown)}${fetching.length > shown.length ? ` and ${fetching.length - shown.length} more` : ''}.`,
        why: 'Who may write a RequestAuthentication can make istiod ask any address that it reaches, such as the metadata service of the cloud.',
        hint: `Set the environment variable ${SETTING} of istiod to the ranges it must never ask.`,
      };
    }
  },
});

function isRestricted(istiod: WorldObject): boolean {
  const { containers } = itemOf(itemOf(istiod.spec.template).spec);
  const variables = listOf(containers).flatMap((container) => listOf(itemOf(container).env).map(itemOf));
  return variables.some(({ name, value }) => name === SETTING && textOf(value) !== '');
}

/** Those with a jwksUri, or with an issuer that is asked for one. */
function fetchingPolicies(world: World, cluster: string): readonly WorldObject<'RequestAuthentication'>[] {
  return world
    .ofKind('RequestAuthentication', cluster)
    .filter(({ spec }) => (spec.jwtRules ?? []).some(({ jwks }) => !jwks));
}
