import { placeOf, type SettingName } from '../../policies/settings.ts';
import { defineCheck } from './check.ts';
import { named } from './walks/wording.ts';

/** A port has only some of the blocks that a host has. */
export const settingNotOfPort = defineCheck({
  code: 'setting-not-of-port',
  severity: 'error',
  *find({ mesh }) {
    for (const { id, subject, settings, at } of mesh.trafficPolicies) {
      if (subject.kind !== 'port') continue;
      const ofHost = (Object.keys(settings) as SettingName[]).filter((name) => placeOf(name) === 'host');
      if (ofHost.length === 0) continue;
      yield {
        at,
        message: `TrafficPolicy '${id}' sets ${named(ofHost)} for port '${subject.port}' of service '${subject.service}'.`,
        why: 'Settings of a port have no field for it: it would be left out, for this port and for all others.',
        hint: "Move it to a policy without 'port', for the service or for a version.",
      };
    }
  },
});
