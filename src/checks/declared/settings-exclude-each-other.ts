import { rankOf } from '../../lower/precedence.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { rivalsOf, type SettingName } from '../../policies/settings.ts';
import { defineCheck } from './check.ts';

/** Of two settings that Istio does not take together the narrower holds; between equals an author has to decide. */
export const settingsExcludeEachOther = defineCheck({
  code: 'settings-exclude-each-other',
  severity: 'error',
  *find({ mesh }) {
    const before: TrafficPolicySnapshot[] = [];
    for (const policy of mesh.trafficPolicies) {
      const mine = (Object.keys(policy.settings) as SettingName[]).filter((name) => rivalsOf(name).length > 0);
      if (mine.length === 0) continue;
      before.push(policy);
      for (const other of before) {
        if (!sameCalls(policy, other)) continue;
        for (const [name, rival] of clashes(mine, policy, other)) yield report(policy, name, other, rival);
      }
    }
  },
});

/** Whether both are about the same calls, somewhere, and neither outranks the other. */
function sameCalls(a: TrafficPolicySnapshot, b: TrafficPolicySnapshot): boolean {
  if (rankOf(a) !== rankOf(b) || JSON.stringify(a.subject) !== JSON.stringify(b.subject)) return false;
  return !a.in || !b.in || a.in.some((cluster) => b.in?.includes(cluster));
}

function* clashes(
  mine: readonly SettingName[],
  policy: TrafficPolicySnapshot,
  other: TrafficPolicySnapshot,
): Iterable<readonly [SettingName, SettingName]> {
  for (const name of mine) {
    for (const rival of rivalsOf(name)) {
      // Within one policy each pair is met from both sides.
      if (!(rival.name in other.settings) || (policy === other && name > rival.name)) continue;
      if (rival.excludes(policy.settings[name], other.settings[rival.name])) yield [name, rival.name];
    }
  }
}

function report(policy: TrafficPolicySnapshot, name: string, other: TrafficPolicySnapshot, rival: string) {
  const one = policy === other;
  const said = one ? `sets ${name} and ${rival}` : `sets ${name}, and TrafficPolicy '${other.id}' ${rival}`;
  return {
    at: policy.at,
    message: `TrafficPolicy '${policy.id}' ${said} for the same calls, which Istio does not take together.`,
    why: 'The webhook refuses the DestinationRule, or proxies act on one of the two and leave the other out.',
    hint: 'Keep one of them, or set one for narrower calls: there it takes the place of the other.',
    ...(!one && { related: [{ message: `${rival} is set here`, at: other.at }] }),
  };
}
