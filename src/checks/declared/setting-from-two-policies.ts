import { rankOf } from '../../lower/precedence.ts';
import type { Scoped } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { exclusive } from './walks/proxy-settings.ts';
import { named } from './walks/wording.ts';

/** Precedence decides between policies of different rank; between equals an author has to. */
export const settingFromTwoPolicies = defineCheck({
  code: 'setting-from-two-policies',
  severity: 'error',
  *find({ mesh }) {
    yield* clashes('TrafficPolicy', mesh.trafficPolicies, ({ settings }) => Object.keys(settings));
    yield* clashes('MutualTls', mesh.mutualTls, () => ['mode']);
    yield* clashes('AccessPolicy', mesh.accessPolicies, ({ rules, dryRun }) =>
      Object.keys(rules).map((action) => (dryRun ? `${action} (dry run)` : action)),
    );
    yield* clashes('JwtAuthentication', mesh.jwtAuthentications, () => ['issuers']);
    for (const [what, settings] of exclusive(mesh)) yield* clashes(what, settings, () => ['everything']);
  },
});

/** Every (rank, subject, cluster, setting) has one policy; a second one at the same place clashes with the first. */
function* clashes<T extends Scoped>(
  what: string,
  policies: readonly T[],
  settingsOf: (policy: T) => readonly string[],
): Iterable<CheckFinding> {
  const first = new Map<string, T>();
  for (const policy of policies) {
    const pairs = new Map<T, Set<string>>();
    const place = JSON.stringify([rankOf(policy), policy.subject]);
    for (const cluster of policy.in ?? ['']) {
      for (const setting of settingsOf(policy)) {
        const key = `${place} ${cluster} ${setting}`;
        const holder = first.get(key);
        if (!holder) first.set(key, policy);
        else if (holder !== policy) pairs.set(holder, (pairs.get(holder) ?? new Set()).add(setting));
      }
    }
    for (const [other, settings] of pairs) yield report(what, policy, other, settings);
  }
}

function report(what: string, policy: Scoped, other: Scoped, settings: ReadonlySet<string>): CheckFinding {
  const both = policy.in && other.in ? policy.in.filter((cluster) => other.in?.includes(cluster)) : undefined;
  const where = both ? ` in ${named(both)}` : '';
  return {
    at: policy.at,
    message: `${what} '${policy.id}' and '${other.id}' both set ${named(settings)} for ${subjectTitle(policy)}${where}, and neither outranks the other.`,
    why: 'Only one of the two values can hold; Meshwright does not pick one by the order of files or names.',
    hint: "Keep the setting in one of them, or make one narrower: a port, a version, a service, or clusters with 'in'.",
    related: [{ message: `'${other.id}' sets it here`, at: other.at }],
  };
}

function subjectTitle({ subject }: Scoped): string {
  switch (subject.kind) {
    case 'mesh':
      return 'the whole mesh';
    case 'namespace':
      return `namespace '${subject.namespace}'`;
    case 'service':
      return `service '${subject.service}'`;
    case 'gateway':
      return `gateway '${subject.gateway}'`;
    case 'pods':
      return `the same pods of namespace '${subject.namespace}'`;
    case 'version':
      return `version '${subject.version}' of service '${subject.service}'`;
    case 'port':
      return `port '${subject.port}' of service '${subject.service}'`;
  }
}
