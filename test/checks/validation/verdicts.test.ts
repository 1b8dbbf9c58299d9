/** Verdicts that Istio's own tests expect of documents: ours are the same, and for the same reasons. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/checks/validation/index.ts';
import { printPath } from '../../../src/istio/field-path.ts';
import { checkStructure } from '../../../src/istio/structure.ts';
import { readManifests } from '../../../src/read/manifests.ts';

const folder = join(import.meta.dirname, '../../../../shared/istio/verdicts');

/** The documents are from Istio's main branch, so the release to come judges them. */
const release = '1.32';

/**
 * Of each document that Istio refuses: its name, the beginning of what Istio says, and that of our problems which means
 * it: the path, and a part of the message. In the order of the documents.
 */
const refused: Readonly<Record<string, readonly (readonly [name: string, err: string, path: string, part: string])[]>> =
  {
    'authz-invalid.yaml': [
      ['service-account-and-namespace', 'Cannot set', 'spec.rules[0].from[0].source', 'cannot be combined'],
      ['service-account-and-namespace-principal', 'Cannot set', 'spec.rules[0].from[0].source', 'cannot be combined'],
    ],
    'destinationrule-invalid.yaml': [
      [
        'bookinfo-ratings',
        'spec.trafficPolicy',
        'spec.trafficPolicy.loadBalancer.warmup.minimumPercent',
        'at most 100',
      ],
      ['bookinfo-ratings', 'spec.trafficPolicy', 'spec.trafficPolicy.loadBalancer.warmup.duration', 'is missing'],
      ['bookinfo-ratings', 'spec.trafficPolicy', 'spec.trafficPolicy.loadBalancer.warmup.aggression', 'greater than 0'],
    ],
    'envoyfilter-invalid.yaml': [
      [
        'waypoint-wrong-context',
        'spec.configPatches[0].match',
        'spec.configPatches[0].match',
        'when context is WAYPOINT',
      ],
      [
        'waypoint-wrong-match',
        'spec.configPatches[0].match',
        'spec.configPatches[0].match',
        'when context is WAYPOINT',
      ],
      [
        'waypoint-wrong-port',
        'spec.configPatches[0].match',
        'spec.configPatches[0].match.waypoint.portNumber',
        'at most 65535',
      ],
    ],
    'peerauth-invalid.yaml': [
      ['bad-mode', 'Unsupported value: "BLAH"', 'spec.mtls.mode', 'must be one of'],
      ['bad-port', 'type conversion', 'spec.portLevelMtls.acd', 'not a number between 1 and 65535'],
      ['port-level-global', 'portLevelMtls requires', 'spec.portLevelMtls', 'needs a selector'],
      ['empty-port-level', 'spec.portLevelMtls in body', 'spec.portLevelMtls', 'names no port'],
      ['zero-port', 'port must be', 'spec.portLevelMtls.0', 'not a number between 1 and 65535'],
      ['high-port', 'port must be', 'spec.portLevelMtls.42949672', 'not a number between 1 and 65535'],
    ],
    'proxyconfig-invalid.yaml': [
      ['bad-concurrency', 'spec.concurrency in body', 'spec.concurrency', 'must not be negative'],
      ['empty-key-selector', 'key must not be empty', 'spec.selector.matchLabels', 'has an empty key'],
    ],
    'reqauth-invalid.yaml': [
      ['multi-refs', 'only one of', 'spec', 'only one of selector, targetRef and targetRefs'],
      ['ref-and-selector', 'only one of', 'spec', 'only one of selector, targetRef and targetRefs'],
      ['bad-target-name', 'spec.targetRef.name', 'spec.targetRef.name', 'is missing'],
      ['bad-target-namespace', 'cross namespace', 'spec.targetRef.namespace', 'within their own'],
      ['bad-target-group', 'spec.targetRef.group', 'spec.targetRef.group', 'must match'],
      ['bad-target-kind', 'spec.targetRef.kind', 'spec.targetRef.kind', 'must match'],
      ['no-issuer', 'spec.jwtRules[0]', 'spec.jwtRules[0]', 'must be an object'],
      ['empty-aud', 'audiences[0]', 'spec.jwtRules[0].audiences[0]', 'must not be empty'],
      ['invalid-jwks', 'url must have scheme', 'spec.jwtRules[0].jwksUri', 'http:// or https://'],
      ['invalid-from-headers-no-name', 'spec.jwtRules[0]', 'spec.jwtRules[0].fromHeaders[0].name', 'is missing'],
      [
        'invalid-from-headers-empty-name',
        'spec.jwtRules[0]',
        'spec.jwtRules[0].fromHeaders[0].name',
        'must not be empty',
      ],
      ['invalid-from-params', 'fromParams[0]', 'spec.jwtRules[0].fromParams[0]', 'must not be empty'],
      ['invalid-from-cookies', 'fromCookies[0]', 'spec.jwtRules[0].fromCookies[0]', 'must not be empty'],
      [
        'invalid-claim-to-header-unset',
        'spec.jwtRules[0]',
        'spec.jwtRules[0].outputClaimToHeaders[0]',
        'must be an object',
      ],
      [
        'invalid-claim-to-header-claim-empty',
        'spec',
        'spec.jwtRules[0].outputClaimToHeaders[0].claim',
        'at least 1 character',
      ],
      [
        'invalid-claim-to-header-header-empty',
        'header',
        'spec.jwtRules[0].outputClaimToHeaders[0].header',
        'must match',
      ],
      [
        'invalid-claim-to-header-bad-header',
        'header',
        'spec.jwtRules[0].outputClaimToHeaders[0].header',
        'not a header',
      ],
      ['bad-timeout', 'must be a valid duration', 'spec.jwtRules[0].timeout', 'is not a duration'],
      [
        'invalid-space-delimited-claims',
        'spaceDelimited',
        'spec.jwtRules[0].spaceDelimitedClaims[0]',
        'at least 1 character',
      ],
      ['invalid-presence-value', 'Unsupported value', 'spec.jwtRules[0].presence', 'must be one of'],
    ],
    'serviceentry-invalid.yaml': [
      ['no-spec', 'spec: Required', 'spec', 'is missing'],
      ['missing-host', 'spec.hosts: Required', 'spec.hosts', 'is missing'],
      ['bad-selector-value', 'wildcard is not supported', 'spec.workloadSelector.labels.val', 'wildcard'],
      ['selector-and-endpoints', 'only one of', 'spec.endpoints', 'exclude each other'],
      ['bad-host-wildcard', 'hostname cannot be wildcard', 'spec.hosts[0]', 'wildcard'],
      ['bad-cidr-resolution', 'CIDR addresses', 'spec', 'CIDR addresses'],
      ['duplicate-ports-name', 'Duplicate value', 'spec.ports[1]', 'name "a" is that of item 0'],
      ['duplicate-ports-number', 'port number', 'spec.ports', 'cannot be duplicated'],
      ['bad-port', 'port must be', 'spec.ports[0].number', '65535'],
      ['bad-port-target', 'port must be', 'spec.ports[0].targetPort', '65535'],
      ['none-with-endpoints', 'NONE mode', 'spec', 'cannot set endpoints'],
      ['dns-rr-with-multiple-endpoints', 'DNS_ROUND_ROBIN mode', 'spec', 'cannot have multiple endpoints'],
    ],
    'telemetry-invalid.yaml': [
      ['bad-provider', 'name in body', 'spec.metrics[0].providers[0].name', 'needs a name'],
      ['bad-custom-metric', 'customMetric in body', 'spec.metrics[0].overrides[0].match.customMetric', 'is empty'],
      ['bad-tag-upsert', 'value must be set', 'spec.metrics[0].overrides[0].tagOverrides.foo.value', 'to no value'],
      ['bad-tag-remove', 'value must not be set', 'spec.metrics[0].overrides[0].tagOverrides.foo.value', 'a value too'],
    ],
    'wasm-invalid.yaml': [
      ['unset-port', 'spec.match[0].ports[0].number', 'spec.match[0].ports[0].number', 'is missing'],
      ['unset-url', 'spec.url in body', 'spec.url', 'needs a url'],
      ['invalid-url', 'url must have schema', 'spec.url', 'is not a URL'],
      ['invalid-url-schema', 'url must have schema', 'spec.url', 'cannot be fetched by fake://'],
      ['invalid-sha256', 'spec.sha256', 'spec.sha256', '64 digits'],
      ['invalid-imagePullSecret', 'spec.imagePullSecret', 'spec.imagePullSecret', 'at least 1 character'],
      ['invalid-pluginName', 'spec.pluginName', 'spec.pluginName', 'at least 1 character'],
      ['duplicate-env', 'Duplicate value', 'spec.vmConfig.env[1].name', 'is there twice'],
      ['invalid-env-name', 'spec.vmConfig.env[0].name', 'spec.vmConfig.env[0].name', 'needs a name'],
      ['invalid-env-name', 'value may only', 'spec.vmConfig.env[0].value', 'INLINE only'],
      ['invalid-env-name', 'value may only', 'spec.vmConfig.env[0].value', 'INLINE only'],
      ['nil', 'spec in body', 'spec', 'is missing'],
      ['nested-nil', 'spec.url in body', 'spec.url', 'is missing'],
      ['invalid-selector', 'wildcard not allowed in label value', 'spec.selector.matchLabels.istio', 'wildcards'],
      ['invalid-selector', 'wildcard not allowed in label key', 'spec.selector.matchLabels["istio*"]', 'wildcards'],
    ],
    'workloadentry-invalid.yaml': [
      ['no-spec', 'spec: Required', 'spec', 'is missing'],
      ['missing-address', 'Address is required', 'spec.address', 'is needed'],
      ['bad-uds-dir', 'UDS may not be a dir', 'spec.address', 'not an absolute path of a file'],
      ['bad-uds-relative', 'UDS must be', 'spec.address', 'not an absolute path of a file'],
      ['uds-with-ports', 'UDS may not include ports', 'spec.ports', 'has no ports'],
      ['high-port', 'port must be', 'spec.ports.http', 'between 1 and 65535'],
      ['bad-port-name', 'spec.ports: Invalid', 'spec.ports["@"]', 'not a name for a port'],
    ],
    'workloadgroup-invalid.yaml': [
      ['no-spec', 'spec: Required', 'spec', 'is missing'],
      ['tcp-probe-invalid', 'port must be', 'spec.probe.tcpSocket.port', 'between 1 and 65535'],
      [
        'http-probe-invalid',
        'spec.probe.httpGet',
        'spec.probe.httpGet.httpHeaders[0].name',
        'not a header for a probe',
      ],
    ],
  };

describe.skipIf(!existsSync(folder))("documents of Istio's tests", () => {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const documents = files.flatMap((file) => documentsIn(file));

  it('are all read, and all that Istio refuses are in the table', () => {
    expect(documents).toHaveLength(112);
    const wrong = Object.entries(refused).flatMap(([file, rows]) => rows.map(([name, err]) => [file, name, err]));
    const found = documents.filter(({ err }) => err !== undefined).map(({ file, name, err }) => [file, name, err]);
    expect(found).toEqual(wrong.map(([file, name, err]) => [file, name, expect.stringContaining(err ?? '')]));
  });

  it.each(documents.filter(({ err }) => err === undefined).map((one) => [`${one.file} ${one.name}`, one] as const))(
    '%s is accepted',
    (_, { problems }) => {
      expect(problems.filter(({ refuses }) => refuses)).toEqual([]);
    },
  );

  it.each(Object.keys(refused))('%s is refused for the same reasons', (file) => {
    const wrong = documents.filter((one) => one.file === file && one.err !== undefined);
    refused[file]?.forEach(([, , path, part], index) => {
      const found = wrong[index]?.problems.filter(({ refuses }) => refuses).map(({ text }) => text);
      expect(found).toContainEqual(expect.stringContaining(`${path}: `));
      expect(found?.find((text) => text.startsWith(`${path}: `) && text.includes(part))).toBeDefined();
    });
  });
});

interface Judged {
  readonly file: string;
  readonly name: string;
  /** What Istio says, if it refuses the document. */
  readonly err: unknown;
  readonly problems: readonly { readonly refuses: boolean; readonly text: string }[];
}

function documentsIn(file: string): Judged[] {
  const { manifests, problems } = readManifests(readFileSync(join(folder, file), 'utf8'), file);
  expect(problems).toEqual([]);
  return manifests.map(({ manifest }) => {
    const { _err: err, ...object } = manifest;
    const structure = checkStructure(object, release).map(({ kind, path, message }) => {
      return { refuses: kind !== 'unknown-field' && kind !== 'newer-field', text: `${path}: ${message}` };
    });
    const webhook = validate(object).map(({ severity, path, message }) => {
      return { refuses: severity === 'error', text: `${printPath(path)}: ${message}` };
    });
    return { file, name: manifest.metadata.name, err, problems: [...structure, ...webhook] };
  });
}
