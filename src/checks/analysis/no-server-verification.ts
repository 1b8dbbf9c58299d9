import type { FieldPath } from '../../istio/field-path.ts';
import type { ClientTLSSettings, DestinationRuleSpec } from '../../istio/generated/types/index.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { judgedOnce } from '../walks/scope.ts';
import type { WorldObject } from '../world.ts';

interface TlsAt {
  readonly tls: ClientTLSSettings;
  readonly path: FieldPath;
  /** Of the port, where it is set for one. */
  readonly port: number | undefined;
}

/** A DestinationRule opens TLS and does not say whose certificates it trusts. */
export const noServerVerification = defineObjectCheck({
  code: 'no-server-verification',
  severity: 'warning',
  equivalents: ['IST0128', 'IST0129'],
  *find(world) {
    for (const { object: rule, clusters } of judgedOnce(world, 'DestinationRule')) {
      if (!hasTls(rule.spec)) continue;
      for (const at of tlsOf(rule.spec)) {
        const { mode, caCertificates, credentialName, insecureSkipVerify } = at.tls;
        if (mode !== 'SIMPLE' && mode !== 'MUTUAL') continue;
        if (insecureSkipVerify) yield { ...finding(rule, at, unverified), clusters };
        // The Secret that a credentialName stands for brings its CA along.
        else if (!caCertificates && !credentialName) yield { ...finding(rule, at, anyAuthority), clusters };
      }
    }
  },
});

function hasTls({ trafficPolicy, subsets }: DestinationRuleSpec): boolean {
  return policyHasTls(trafficPolicy) || (subsets?.some((subset) => policyHasTls(subset.trafficPolicy)) ?? false);
}

function policyHasTls(policy: DestinationRuleSpec['trafficPolicy']): boolean {
  if (!policy) return false;
  return Boolean(policy.tls) || (policy.portLevelSettings?.some(({ tls }) => tls) ?? false);
}

function* tlsOf({ trafficPolicy, subsets }: DestinationRuleSpec): Iterable<TlsAt> {
  const policies: [FieldPath, DestinationRuleSpec['trafficPolicy']][] = [
    [['spec', 'trafficPolicy'], trafficPolicy],
    ...(subsets ?? []).map((subset, at): [FieldPath, DestinationRuleSpec['trafficPolicy']] => [
      ['spec', 'subsets', at, 'trafficPolicy'],
      subset.trafficPolicy,
    ]),
  ];
  for (const [path, policy] of policies) {
    if (policy?.tls) yield { tls: policy.tls, path: [...path, 'tls'], port: undefined };
    for (const [index, { tls, port }] of (policy?.portLevelSettings ?? []).entries()) {
      if (tls) yield { tls, path: [...path, 'portLevelSettings', index, 'tls'], port: port?.number };
    }
  }
}

interface Words {
  readonly severity: 'warning' | 'info';
  readonly step: string;
  readonly says: string;
  readonly why: string;
  readonly hint: string;
}

const unverified: Words = {
  severity: 'warning',
  step: 'insecureSkipVerify',
  says: "and does not verify the server's certificate",
  why: 'Whoever can stand between the proxy and the server can read and change everything: TLS without verification only looks safe.',
  hint: "Remove 'insecureSkipVerify', and name the CA of the server in 'caCertificates' if it is a private one.",
};

const anyAuthority: Words = {
  severity: 'info',
  step: 'mode',
  says: "and does not name the CA of the server's certificate",
  why: "The proxy trusts every public CA of its image's bundle: a server with a private CA is refused (503, flag UF), and a certificate for the host from any public CA is accepted.",
  hint: "Name the CA in 'caCertificates', and the names that the certificate must have in 'subjectAltNames'; where public CAs are meant, this is right as it is.",
};

function finding(rule: WorldObject<'DestinationRule'>, { tls, path, port }: TlsAt, words: Words): ObjectFinding {
  const where = port === undefined ? '' : ` on port ${port}`;
  return {
    on: rule,
    path: [...path, words.step],
    message: `${objectName(rule)} opens TLS (${tls.mode}) to '${rule.spec.host}'${where} ${words.says}.`,
    why: words.why,
    hint: words.hint,
    severity: words.severity,
    equivalents: [port === undefined ? 'IST0128' : 'IST0129'],
  };
}
