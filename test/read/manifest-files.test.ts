import { describe, expect, it } from 'vitest';
import { sortManifestFiles } from '../../src/read/manifest-files.ts';

const object = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n';

function sorted(files: Readonly<Record<string, string>>) {
  const { manifests, notes } = sortManifestFiles(Object.entries(files).map(([path, text]) => ({ path, text })));
  return { manifests: manifests.map(({ path }) => path), notes };
}

describe('among the files of a folder', () => {
  it('manifests are told from what holds no object', () => {
    const files = {
      'a.yaml': object,
      'a.json': '{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "a" } }',
      'package.json': '{ "name": "x" }',
      'empty.yaml': '# nothing\n',
      'values.yaml': 'replicas: 3\n',
      'half.yaml': 'kind: Service\n',
      'broken.yaml': 'a: [',
    };
    expect(sorted(files)).toEqual({
      // What is broken, or an object by half, is read and told; what is empty is read and nothing.
      manifests: ['a.yaml', 'a.json', 'empty.yaml', 'half.yaml', 'broken.yaml'],
      notes: ['files without a Kubernetes object: left out package.json, values.yaml.'],
    });
  });

  it('files of Kustomize are told, with the patches they name and what they change', () => {
    const { manifests, notes } = sorted({
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': object,
      'east/kustomization.yml':
        'resources: [../base]\nnamePrefix: x-\npatches:\n  - path: ./patches/p.yaml\n  - { patch: "- op: remove", target: {} }\npatchesStrategicMerge: [../shared/q.yaml]\n',
      'east/patches/p.yaml': object,
      'shared/q.yaml': object,
      'shared/r.yaml': object,
    });
    expect(manifests).toEqual(['base/a.yaml', 'shared/r.yaml']);
    expect(notes).toEqual([
      'files of Kustomize: left out base/kustomization.yaml, east/kustomization.yml.',
      'patches of Kustomize: left out east/patches/p.yaml, shared/q.yaml. Judge what `kubectl kustomize` prints to see what they change.',
      expect.stringMatching(/^east\/kustomization\.yml changes objects \(namePrefix, patches, patchesStrategicMerge\)/),
    ]);
  });

  it("files of Helm are told, and templates whether they are a chart's or not", () => {
    const { manifests, notes } = sorted({
      'chart/Chart.yaml': 'apiVersion: v2\nname: x\n',
      'chart/values.yaml': 'kind: x\n',
      'chart/values-prod.yaml': 'a: 1\n',
      'chart/templates/a.yaml': `${object.replace('name: a', 'name: "{{ .Values.a }}"')}`,
      'chart/templates/plain.yaml': object,
      'other/a.yaml': `${object}data:\n  {{- toYaml .Values.data | nindent 2 }}\n`,
      'other/dashboard.yaml': `${object}data: { text: "{{ instance }}" }\n`,
    });
    expect(manifests).toEqual(['chart/templates/plain.yaml', 'other/dashboard.yaml']);
    expect(notes).toEqual([
      'files of Helm: left out chart/Chart.yaml, chart/values.yaml, chart/values-prod.yaml.',
      "Helm's templates: left out chart/templates/a.yaml. Judge what `helm template` prints to see their objects.",
      'templates that are no YAML yet: left out other/a.yaml.',
    ]);
  });

  it('a kustomization that is no YAML is left out like any', () => {
    expect(sorted({ 'kustomization.yaml': 'a: [', 'a.yaml': object }).manifests).toEqual(['a.yaml']);
  });
});
