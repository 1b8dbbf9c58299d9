import { policyOf, type SettingName } from '../../policies/settings.ts';
import { defineCheck } from './check.ts';
import { named } from './walks/wording.ts';

/** A version is a subset of a DestinationRule, which has no field for what Istio sets on routes. */
export const httpSettingOfVersion = defineCheck({
  code: 'http-setting-of-version',
  severity: 'error',
  *find({ mesh }) {
    for (const { id, subject, settings, at } of mesh.trafficPolicies) {
      if (subject.kind !== 'version') continue;
      const onRoutes = (Object.keys(settings) as SettingName[]).filter((name) =>
        policyOf(name).owns.some((path) => path.startsWith('route.')),
      );
      if (onRoutes.length === 0) continue;
      yield {
        at,
        message: `TrafficPolicy '${id}' sets ${named(onRoutes)} for version '${subject.version}' of service '${subject.service}'.`,
        why: 'Istio knows these settings per route, before a version is chosen: they would be left out for the version.',
        hint: "Move them to a policy without 'version', or to one for the port.",
      };
    }
  },
});
