import type { Manifest } from '../../../../src/istio/manifest.ts';
import { object, type Row, type Verdict } from './row.ts';

const dryRun = 'istio.io/dry-run';
const error = (annotation: string, part: string): Verdict => ['error', `metadata.annotations["${annotation}"]`, part];

function policy(action: string | undefined, value: string, verdict: Verdict): Row {
  const spec = { rules: [{}], ...(action !== undefined && { action }) };
  const made = object('AuthorizationPolicy', spec, { annotations: { [dryRun]: value } });
  const whole = { ...made, apiVersion: 'security.istio.io/v1' } as Manifest;
  return { about: `${dryRun} ${value} of ${action ?? 'no action'}`, object: whole, verdict };
}

function gateway(annotation: string, verdict: Verdict): Row {
  const servers = [{ hosts: ['*'], port: { number: 80, name: 'http', protocol: 'HTTP' } }];
  return {
    about: annotation,
    object: object('Gateway', { servers }, { annotations: { [annotation]: 'true' } }),
    verdict,
  };
}

export const metadataRows: readonly Row[] = [
  policy(undefined, 'true', 'ok'),
  policy('ALLOW', 'F', 'ok'),
  policy('DENY', 'True', 'ok'),
  policy('DENY', 'yes', error(dryRun, "'yes'")),
  policy('AUDIT', 'true', error(dryRun, 'AUDIT')),
  gateway('example.com/whatever', 'ok'),
  gateway(dryRun, error(dryRun, 'not for a Gateway')),
  gateway('internal.istio.io/webhook-always-reject', error('internal.istio.io/webhook-always-reject', "Istio's own")),
  gateway('internal.istio.io/parents', error('internal.istio.io/parents', "Istio's own")),
  gateway('internal.istio.io/parent-namespace', error('internal.istio.io/parent-namespace', "Istio's own")),
];

function named(about: string, metadata: Record<string, unknown>, verdict: Verdict): Row {
  return { about, object: object('ProxyConfig', { concurrency: 1 }, metadata), verdict };
}

const long = 'a'.repeat(63);

export const kubernetesRows: readonly Row[] = [
  named('a name', { name: 'a.b-c' }, 'ok'),
  named('a long name', { name: `${long}${long}` }, 'ok'),
  named('too long a name', { name: 'a'.repeat(254) }, ['error', 'metadata.name', 'cannot be the name']),
  named('a name in capitals', { name: 'A' }, ['error', 'metadata.name', "'A'"]),
  named('a name with an empty part', { name: 'a..b' }, ['error', 'metadata.name', "'a..b'"]),
  named('no name', { name: undefined }, ['error', 'metadata.name', 'no name']),
  named('the beginning of a name', { name: undefined, generateName: 'a-' }, 'ok'),
  named('no beginning of a name', { name: undefined, generateName: '-' }, ['error', 'metadata.generateName', "'-'"]),
  named('a bad beginning of a name', { name: undefined, generateName: 'A-' }, [
    'error',
    'metadata.generateName',
    "'A-'",
  ]),
  named('a namespace with a dot', { namespace: 'a.b' }, ['error', 'metadata.namespace', "'a.b'"]),
  named('no namespace', { namespace: undefined }, 'ok'),
  named('labels', { labels: { app: '', 'a.b/C_d': 'E_f.g' } }, 'ok'),
  named('a label with a space', { labels: { 'a b': '' } }, ['error', 'metadata.labels["a b"]', 'key of a label']),
  named('a label with a prefix in capitals', { labels: { 'A/b': '' } }, ['error', 'metadata.labels["A/b"]', 'key']),
  named('a long value', { labels: { a: `${long}a` } }, ['error', 'metadata.labels.a', 'value of a label']),
  named('annotations', { annotations: { 'A.b/C': 'anything, at any length' } }, 'ok'),
  named('an annotation with a space', { annotations: { 'a b': '' } }, [
    'error',
    'metadata.annotations["a b"]',
    'an annotation',
  ]),
  named('annotations without end', { annotations: { a: 'x'.repeat(262_144) } }, [
    'error',
    'metadata.annotations',
    '262145',
  ]),
];
