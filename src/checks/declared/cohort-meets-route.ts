import { bothHeaders } from '../../lower/cohort-match.ts';
import { defineCheck } from './check.ts';
import { canaryName, named, routeTitle } from './walks/wording.ts';

/** A route and a cohort may both have a condition on one header only as far as Istio can say both as one. */
export const cohortMeetsRoute = defineCheck({
  code: 'cohort-meets-route',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const { cohort, service } = canary.spec;
      const shifted = (index.routes.get(service) ?? []).filter((route) => route.to === undefined);
      for (const route of cohort ? shifted : []) {
        const headers = route.match.flatMap((match) => {
          const both = bothHeaders(match.headers ?? {}, cohort ?? {});
          return both !== 'none' && 'headers' in both ? both.headers : [];
        });
        if (headers.length === 0) continue;
        yield {
          at: canary.at,
          message: `The cohort of canary '${canaryName(canary)}' and ${routeTitle(route)} have conditions on header ${named(headers)} that cannot be asked together.`,
          why: 'Istio takes one condition a header, and regular expressions cannot be joined: testers who come by that route would not reach the new version.',
          hint: 'Tell the cohort by another header or a cookie, or write one of the two with exact.',
          related: [{ message: 'the route is here', at: route.at }],
        };
      }
    }
  },
});
