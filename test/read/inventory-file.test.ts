import { describe, expect, it } from 'vitest';
import { readInventoryFile } from '../../src/read/inventory-file.ts';
import { readSuppressionsFile } from '../../src/read/suppressions-file.ts';

const read = (text: string) => readInventoryFile({ text, file: 'mesh.yaml' });
const problemsIn = (text: string) =>
  read(text).problems.map(({ at, message }) => [`${at?.line}:${at?.column}`, message] as const);

describe('an inventory file', () => {
  it('may be short', () => {
    const { inventory, problems } = read('clusters:\n  - { name: east, network: us }\n  - { name: west }\n');
    expect(problems).toEqual([]);
    expect(inventory?.values.clusters.map(({ name }) => name)).toEqual(['east', 'west']);
  });

  it('keeps a release that is written as a number', () => {
    expect(read('clusters: [{ name: east, istio: 1.30 }]').inventory?.values.clusters[0]?.istio).toBe('1.30');
  });

  it('may hold all of a MeshConfig, of which some is read', () => {
    const config = '{ accessLogFile: /dev/stdout, outboundTrafficPolicy: { mode: REGISTRY_ONLY }, trustDomain: td }';
    expect(problemsIn(`meshConfig: ${config}\nclusters: [{ name: a, meshConfig: ${config} }]`)).toEqual([]);
  });

  it('knows the places of its parts', () => {
    const { inventory } = read('clusters:\n  - name: east\n    istio: "1.30"\n');
    expect(inventory?.placeOf(['clusters', 0, 'istio'])).toEqual({ file: 'mesh.yaml', line: 3, column: 5 });
    expect(inventory?.placeOf(['clusters', 0, 'region'])).toEqual({ file: 'mesh.yaml', line: 2, column: 5 });
    expect(inventory?.placeOf(['networks', 3])).toEqual({ file: 'mesh.yaml', line: 1, column: 1 });
  });

  it('tells all mistakes at once', () => {
    const text = `mesh: 3
clusters:
  - { name: east, regoin: x, istio: '1.28' }
  - { name: east, configCluster: wets, meshConfig: { outboundTrafficPolicy: { mode: NEVER }, foo: 1 } }
networks: [{ name: us, gateways: [{ cluster: eas, prot: 15443 }] }]
`;
    expect(problemsIn(text)).toEqual([
      ['1:1', 'mesh must be the name of the mesh.'],
      ['3:30', 'clusters[0].istio must be one of 1.29, 1.30, 1.31.'],
      ['3:19', expect.stringMatching(/^regoin is no key of clusters\[0\]; did you mean region\?/)],
      ['4:79', 'clusters[1].meshConfig.outboundTrafficPolicy.mode must be ALLOW_ANY or REGISTRY_ONLY.'],
      ['5:51', expect.stringMatching(/^prot is no key of networks\[0\]\.gateways\[0\]; did you mean port\?/)],
      ['4:19', expect.stringMatching(/^There is no cluster 'wets'; clusters lists east\.$/)],
      ['5:37', expect.stringMatching(/^There is no cluster 'eas'; did you mean east\?/)],
      ['4:7', "Two clusters are called 'east'."],
    ]);
  });

  it.each<[string, string, string | RegExp]>([
    ['is empty', '', /^clusters must be a list/],
    ['is a text', 'hello', /^The file must be a map of mesh/],
    ['is a list', '- a\n- b', /^The file must be a map of mesh/],
    ['is no YAML', 'clusters: [', /flow sequence/i],
    ['names a key twice', 'clusters: []\nclusters: []', /unique/],
    ['has no clusters', 'clusters: []', 'clusters must name at least one cluster.'],
    ['has a cluster without a name', 'clusters: [{}]', 'clusters[0].name must be the name of a cluster.'],
    ['has a cluster that is null', 'clusters: [null]', /^clusters\[0\] must be a map of name/],
    ['names a namespace that cannot be', 'rootNamespace: A_b\nclusters: [{ name: a }]', /^rootNamespace must be/],
    [
      'has a service of which nobody knows which',
      'clusters: [{ name: a }]\nservices: [{ name: cart, ports: { http: 80 } }]',
      'services[0] must have either host, or name and namespace.',
    ],
    [
      'has a service that is no Service',
      'clusters: [{ name: a }]\nservices: [{ host: api.example.com, ports: { http: 80 } }]',
      /^services\[0\]\.host must be <name>\.<namespace>\.svc/,
    ],
    [
      'has a port that is none',
      'clusters: [{ name: a }]\nservices: [{ name: b, namespace: c, ports: { http: 99999 } }]',
      'services[0].ports.http.number must be at most 65535.',
    ],
    [
      'has a protocol that is none',
      'clusters: [{ name: a }]\nservices: [{ name: b, namespace: c, ports: { x: { number: 1, protocol: HTP } } }]',
      /^services\[0\]\.ports\.x\.protocol must be a protocol/,
    ],
    ['repeats itself without end', 'a: &a { b: *a }\nclusters: [{ name: a }]', /./],
  ])('is refused when it %s', (_, text, message) => {
    const { inventory, problems } = read(text);
    expect(inventory).toBeUndefined();
    expect(problems[0]?.code).toBe('invalid-inventory');
    expect(problems[0]?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('a file of suppressions', () => {
  const one = '{ code: unknown-subset, reason: R, until: 2027-01-31, object: A b/c, clusters: [east] }';
  it.each([
    ['a list', `- ${one}`, 1],
    ['a map', `suppressions:\n  - ${one}\n  - ${one}`, 2],
    ['nothing', '', 0],
  ])('is %s', (_, text, count) => {
    const { suppressions, problems } = readSuppressionsFile({ text, file: 's.yaml' });
    expect(problems).toEqual([]);
    expect(suppressions).toHaveLength(count);
    for (const found of suppressions)
      expect(found).toMatchObject({ code: 'unknown-subset', until: '2027-01-31', clusters: ['east'], from: 'file' });
  });

  it.each([
    ['no code', '- { reason: R, until: 2027-01-31 }', '1:3', 'suppressions[0].code must be the code of a finding.'],
    ['no reason', '- { code: a, reason: "  ", until: 2027-01-31 }', '1:14', 'suppressions[0].reason must say why.'],
    [
      'no day',
      '- code: a\n  reason: R\n  until: tomorrow',
      '3:3',
      /^suppressions\[0\]\.until must be a day that exists/,
    ],
    ['an unknown key', '- { code: a, raeson: R, until: 2027-01-31, reason: S }', '1:14', /did you mean reason/],
  ])('is refused with %s', (_, text, place, message) => {
    const { suppressions, problems } = readSuppressionsFile({ text, file: 's.yaml' });
    expect(suppressions).toEqual([]);
    expect(problems.map(({ at, code }) => [`${at?.line}:${at?.column}`, code])).toEqual([
      [place, 'invalid-suppression'],
    ]);
    expect(problems[0]?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});
