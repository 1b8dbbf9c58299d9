import { bothHeaders } from '../../lower/routes/cohort-match.ts';
import type { CanarySnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import type { HeaderMatches } from '../../model/specs.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { canaryName, named, routeTitle } from './walks/wording.ts';

/** A route and a cohort, or a cookie, may both have a condition on one header only as far as Istio can say both as one. */
export const cohortMeetsRoute = defineCheck({
  code: 'cohort-meets-route',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const { cohort = {}, service, sticky } = canary.spec;
      const shifted = (index.routes.get(service) ?? []).filter((route) => route.to === undefined);
      for (const route of shifted) {
        const headers = unsayable(route, cohort);
        if (headers.length > 0) yield report(canary, route, headers);
        else if (sticky && unsayable(route, { cookie: sticky.cookie }).length > 0) yield cookieMeets(canary, route);
      }
    }
  },
});

/** Headers on which both have conditions that cannot be asked together. */
function unsayable({ match }: RouteSnapshot, conditions: HeaderMatches): readonly string[] {
  return match.flatMap(({ headers = {} }) => {
    const both = bothHeaders(headers, conditions);
    return both !== 'none' && 'headers' in both ? both.headers : [];
  });
}

function report(canary: CanarySnapshot, route: RouteSnapshot, headers: readonly string[]): CheckFinding {
  return {
    at: canary.at,
    message: `The cohort of canary '${canaryName(canary)}' and ${routeTitle(route)} have conditions on header ${named(headers)} that cannot be asked together.`,
    why: 'Istio takes one condition a header, and regular expressions cannot be joined: testers who come by that route would not reach the new version.',
    hint: 'Tell the cohort by another header or a cookie, or write one of the two with exact.',
    related: [{ message: 'the route is here', at: route.at }],
  };
}

function cookieMeets(canary: CanarySnapshot, route: RouteSnapshot): CheckFinding {
  return {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' keeps callers by a cookie, and ${routeTitle(route)} asks for a cookie as well.`,
    why: 'Istio takes one condition a header, and cookies are one header: callers who come by that route would be drawn anew with every request.',
    hint: 'Tell the requests of the route by another header, or name their versions with to, so that the canary leaves it alone.',
    related: [{ message: 'the route is here', at: route.at }],
  };
}
