import { parseDuration } from '../istio/duration.ts';
import { policyOf, type SettingName, settingNames, type TrafficSettings } from '../policies/settings.ts';
import { freezeAcknowledge } from './access/freeze-acknowledge.ts';
import type { MutualTls } from './access/mutual-tls.ts';
import { serverSubject } from './access/server-subject.ts';
import type { Freezing } from './freezing.ts';
import { clusterNames, keyOf } from './keys.ts';
import type { TrafficPolicy } from './routes/traffic-policy.ts';
import type { MutualTlsMode, MutualTlsSnapshot, Subject, TrafficPolicySnapshot } from './snapshot-types.ts';
import type { AnyService } from './topology/freeze-service.ts';
import { Mesh } from './topology/mesh.ts';

export { clusterNames, keyOf } from './keys.ts';

const PORT_SETTINGS =
  'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy';

export function freezeTrafficPolicy(policy: TrafficPolicy<string, string>, freezing: Freezing): TrafficPolicySnapshot {
  const { subject, props } = policy;
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const name of settingNames) {
    const value = props[name];
    if (value === undefined) continue;
    const problems = policyOf(name).problems(value);
    for (const problem of problems) reportSetting(policy, problem, policyOf(name).reference, freezing);
    if (problems.length === 0) settings[name] = policyOf(name).normalise(value);
  }
  if (props.version !== undefined && props.port !== undefined)
    reportSetting(policy, 'version and port cannot narrow one policy together', PORT_SETTINGS, freezing);
  return {
    id: policy.node.id,
    at: freezing.placeOf(policy),
    subject: subjectOf(subject, props),
    in: clusterNames(props.in),
    settings: settings as TrafficSettings,
  };
}

const MODES: readonly string[] = ['STRICT', 'PERMISSIVE', 'DISABLE'] satisfies MutualTlsMode[];

export function freezeMutualTls(rule: MutualTls<string, string>, freezing: Freezing): MutualTlsSnapshot {
  const { props } = rule;
  if (!MODES.includes(props.mode)) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(rule),
      message: `MutualTls '${rule.node.id}' has the mode '${props.mode}'.`,
      why: 'Istio would refuse the PeerAuthentication, and servers would keep their present mode.',
      hint: `Write one of ${MODES.join(', ')}.`,
    });
  }
  return {
    id: rule.node.id,
    at: freezing.placeOf(rule),
    subject: serverSubject(rule, freezing),
    in: clusterNames(props.in),
    mode: props.mode,
    acknowledge: freezeAcknowledge(rule, freezing),
  };
}

/** Milliseconds; reports what is not a duration. */
export function freezeDuration(
  text: string,
  what: string,
  element: { readonly origin: import('../diagnostics/origin.ts').Origin },
  freezing: Freezing,
): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 0) return ms;
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(element),
    message: `${what} '${text}' is not a duration.`,
    why: 'Meshwright could not tell how long to wait.',
    hint: "Write it as Go does: '30m', '1h30m', '90s'.",
  });
  return 0;
}

interface Narrowing {
  readonly version?: string;
  readonly port?: string;
  readonly namespace?: string;
}

function subjectOf(subject: Mesh | AnyService, { version, port, namespace }: Narrowing): Subject {
  if (subject instanceof Mesh) return namespace === undefined ? { kind: 'mesh' } : { kind: 'namespace', namespace };
  const service = keyOf(subject);
  if (port !== undefined) return { kind: 'port', service, port };
  return version === undefined ? { kind: 'service', service } : { kind: 'version', service, version };
}

function reportSetting(
  policy: TrafficPolicy<string, string>,
  problem: string,
  reference: string,
  freezing: Freezing,
): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(policy),
    message: `TrafficPolicy '${policy.node.id}': ${problem}.`,
    why: 'Istio would refuse the object, or proxies would fall back to their defaults.',
    hint: `Correct the value; ${reference} documents the field.`,
  });
}
