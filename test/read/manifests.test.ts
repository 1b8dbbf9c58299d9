import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { emitManifest } from '../../src/emit/yaml.ts';
import { groupOf, identityOf, type Manifest } from '../../src/istio/manifest.ts';
import { readManifests } from '../../src/read/manifests.ts';

const head = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n';

function read(text: string) {
  return readManifests(text, 'mesh/a.yaml');
}

function specOf(spec: string): unknown {
  const { manifests, problems } = read(`${head}spec: ${spec}\n`);
  expect(problems).toEqual([]);
  return manifests[0]?.manifest.spec;
}

describe('manifests', () => {
  it('are read from many documents, empty ones skipped, each with its line', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: b, namespace: ns }\n';
    const { manifests, problems } = read(
      `# comment\n---\n${head}---\n---\n# nothing\n---\nnull\n---\n\n${service}...\n`,
    );
    expect(problems).toEqual([]);
    expect(manifests.map(({ manifest, line, file }) => [identityOf(manifest), line, file])).toEqual([
      ['networking.istio.io/VirtualService//a', 3, 'mesh/a.yaml'],
      ['/Service/ns/b', 14, 'mesh/a.yaml'],
    ]);
  });

  it('are absent from an empty file', () => {
    expect(read('')).toEqual({ manifests: [], problems: [] });
    expect(read('# only a comment\n')).toEqual({ manifests: [], problems: [] });
  });

  it('are taken out of lists, and out of lists in lists', () => {
    const item = (name: string, indent: string) =>
      `${indent}- apiVersion: v1\n${indent}  kind: A\n${indent}  metadata: { name: ${name} }\n`;
    const inner = `  - apiVersion: v1\n    kind: List\n    items:\n${item('c', '      ')}`;
    const text = `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n${item('a', '  ')}${item('b', '  ')}${inner}`;
    const { manifests, problems } = read(text);
    expect(problems).toEqual([]);
    expect(manifests.map(({ manifest, line }) => [manifest.metadata.name, line])).toEqual([
      ['a', 5],
      ['b', 8],
      ['c', 14],
    ]);
    expect(manifests[2]?.lineOf(['metadata'])).toBe(16);
    expect(read('apiVersion: v1\nkind: List\nitems: []\n')).toEqual({ manifests: [], problems: [] });
  });

  it('know the line of each field and item', () => {
    const text = `${head}spec:\n  http:\n    - name: x\n      route: [{ weight: 1 },\n        { weight: 2 }]\n    -\n      name: y\n  "8080": z\n`;
    const manifest = read(text).manifests[0]!;
    const lines: [(string | number)[], number | undefined][] = [
      [[], 1],
      [['metadata', 'name'], 4],
      [['spec', 'http'], 6],
      [['spec', 'http', 0], 7],
      [['spec', 'http', 0, 'route', 0, 'weight'], 8],
      [['spec', 'http', 0, 'route', 1, 'weight'], 9],
      [['spec', 'http', 1, 'name'], 11],
      [['spec', 8080], 12],
      [['spec', 'http', 2], undefined],
      [['spec', 'http', 'name'], undefined],
      [['spec', 'tcp'], undefined],
      [['metadata', 'name', 'x'], undefined],
    ];
    expect(lines.map(([path]) => [path, manifest.lineOf(path)])).toEqual(lines);
  });

  it('count a field without a value as absent, as Kubernetes does', () => {
    const text =
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n  creationTimestamp: null\nspec:\nstatus:\n';
    const expected = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a', creationTimestamp: null }, status: null };
    expect(read(text).manifests[0]?.manifest).toStrictEqual(expected);
  });

  it('come back from our own emitter as they were', () => {
    const spec = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
    fc.assert(
      fc.property(spec, fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), (spec, labels) => {
        const metadata = { name: 'a', namespace: 'b', labels };
        // Through JSON, which turns -0 into 0 and gives every map the usual prototype, as YAML does.
        const manifest: Manifest = JSON.parse(JSON.stringify({ apiVersion: 'v1', kind: 'A', metadata, spec }));
        const { manifests, problems } = read(`---\n# ours\n${emitManifest(manifest)}`);
        expect(problems).toEqual([]);
        expect(manifests.map((each) => each.manifest)).toEqual([manifest]);
      }),
      { numRuns: process.env.MESHWRIGHT_DEEP ? 5000 : 200 },
    );
  });
});

describe('values are those that the API server would read', () => {
  test.each<[string, unknown]>([
    ['{ a: on, b: yes, c: "on" }', { a: true, b: true, c: 'on' }],
    ['{ a: 0755, b: 1_000, c: 0x10 }', { a: 493, b: 1000, c: 16 }],
    ['{ a: 0o17, b: -0b11, c: 08, d: 1e3, e: .5, f: 1_0.5 }', { a: 15, b: -3, c: 8, d: 1000, e: 0.5, f: 10.5 }],
    ['{ a: e1, b: ., c: "1", d: -., e: 1.2.3 }', { a: 'e1', b: '.', c: '1', d: '-.', e: '1.2.3' }],
    ['{ a: 1:30, b: 2001-12-14, c: 2001-12-14T10:00:00Z }', { a: '1:30', b: '2001-12-14', c: '2001-12-14T10:00:00Z' }],
    ['{ a: &x { b: 1 }, c: *x, d: { <<: *x, e: 2 } }', { a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } }],
    ['{ 8080: a, true: b }', { '8080': 'a', true: 'b' }],
  ])('%s', (text, value) => {
    expect(specOf(text)).toEqual(value);
  });
});

describe('a problem, never a throw', () => {
  const bomb = ['a', 'b', 'c', 'd'].map((name, i, names) => {
    const item = i === 0 ? 'x' : `*${names[i - 1]}`;
    return `${name}: &${name} [${Array(9).fill(item).join(', ')}]\n`;
  });

  test.each<[string, string, string, RegExp, number, number]>([
    ['an open bracket', `${head}spec: [1, 2\n`, 'syntax', /flow sequence/i, 6, 1],
    ['a tab as indentation', `${head}\tspec: 1\n`, 'syntax', /tab/i, 5, 1],
    ['a map in a map', 'a: b: c\n', 'syntax', /nested mappings/i, 1, 4],
    ['a key twice', `${head}kind: B\n`, 'syntax', /unique/i, 5, 1],
    ['a key twice, once in quotes', `${head}spec: { 80: a, "80": b }\n`, 'syntax', /unique/i, 5, 16],
    ['a map as a key', `${head}spec: { ? { a: b } : c }\n`, 'syntax', /key/, 5, 11],
    ['an alias of nothing', `${head}spec: { a: *x }\n`, 'syntax', /No anchor &x/, 5, 12],
    ['an alias of itself', `${head}spec: &a { a: *a }\n`, 'syntax', /contains itself/, 1, 1],
    ['aliases of aliases', head + bomb.join(''), 'syntax', /alias/i, 1, 1],
    ['a merge of no map', `${head}spec: { <<: [1] }\n`, 'syntax', /merge/i, 1, 1],
    ['an unknown tag', `${head}spec: { a: !Ref b }\n`, 'syntax', /tag/i, 5, 12],
    ['an infinite number', `${head}spec: { a: .inf }\n`, 'syntax', /Infinity/, 5, 12],
    ['a text', 'hello\n', 'content', /the text "hello", not a Kubernetes object/, 1, 1],
    ['an array', '\n- 1\n', 'content', /an array/, 2, 1],
    ['Helm values', 'replicas: 3\n', 'content', /needs apiVersion.*missing/, 1, 1],
    ['no kind', 'apiVersion: v1\nkind: 3\n', 'content', /needs kind.*number 3/, 2, 1],
    ['no metadata', 'apiVersion: v1\nkind: Kustomization\n', 'content', /metadata must be a map.*missing/, 1, 1],
    ['no name', 'apiVersion: v1\nkind: A\nmetadata:\n  generateName: a-\n', 'content', /metadata\.name.*missing/, 3, 1],
    ['a number as a name', head.replace('name: a', 'name: 1'), 'content', /metadata\.name.*number 1/, 4, 1],
    ['a number as a label', `${head}  labels:\n    a: x\n    b: 1\n`, 'content', /metadata\.labels: b.*number 1/, 7, 1],
    ['a spec that is no map', `${head}spec: 1\n`, 'content', /spec must be a map/, 5, 1],
    ['an item of a list', 'apiVersion: v1\nkind: List\nitems:\n  - 3\n', 'content', /the number 3/, 4, 1],
    ['a list without items', 'apiVersion: v1\nkind: List\nitems: 3\n', 'content', /metadata/, 1, 1],
  ])('%s', (_name, text, kind, message, line, column) => {
    const { manifests, problems } = read(text);
    expect(manifests).toEqual([]);
    expect(problems).toEqual([{ kind, message: expect.stringMatching(message), file: 'mesh/a.yaml', line, column }]);
  });

  it('names every duplicate key', () => {
    const { problems } = read(`${head}spec:\n  a: 1\n  a: 2\n  b: 1\n  b: 2\n`);
    expect(problems.map(({ line }) => line)).toEqual([7, 9]);
  });

  it('leaves the other documents alone', () => {
    const { manifests, problems } = read(`a: [\n---\n${head}---\nfoo\n---\n${head}`);
    expect(manifests.map(({ line }) => line)).toEqual([3, 10]);
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['syntax', 2],
      ['content', 8],
    ]);
  });

  it('for nesting that would exhaust the stack', () => {
    for (const text of ['['.repeat(50_000), `${head}spec: ${'{a: '.repeat(50_000)}`, '- '.repeat(50_000)]) {
      expect(read(text).problems.length).toBeGreaterThan(0);
    }
  });

  it('for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        head,
        '---\n',
        '  ',
        '- ',
        'a: ',
        '&a ',
        '*a',
        '<<: ',
        '? ',
        '\n',
        '[',
        ']',
        '{',
        '}',
        '!!set ',
        '|\n',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { manifests, problems } = read(pieces.join(''));
        for (const { line } of [...manifests, ...problems]) expect(line).toBeGreaterThan(0);
        for (const { manifest, line, lineOf } of manifests) {
          expect(lineOf([])).toBe(line);
          expect(() => emitManifest(manifest)).not.toThrow();
        }
      }),
      { numRuns: process.env.MESHWRIGHT_DEEP ? 20_000 : 500 },
    );
  });
});

describe('identity', () => {
  it('is group, kind, namespace and name, whatever the version', () => {
    const manifest = { apiVersion: 'security.istio.io/v1beta1', kind: 'PeerAuthentication', metadata: { name: 'a' } };
    expect(identityOf(manifest)).toBe('security.istio.io/PeerAuthentication//a');
    expect(identityOf({ ...manifest, apiVersion: 'security.istio.io/v1' })).toBe(identityOf(manifest));
    expect(groupOf('v1')).toBe('');
    expect(groupOf('apps/v1')).toBe('apps');
  });
});
