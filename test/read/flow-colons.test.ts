/** Colons in plain text between brackets and braces: what a Kubernetes API server's reader of YAML makes of them. */
import { describe, expect, it } from 'vitest';
import { readManifests } from '../../src/read/manifests.ts';

function read(value: string) {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nspec:\n  a: ${value}\n`;
  const { manifests, problems } = readManifests(text, 'a.yaml');
  return { value: manifests[0]?.manifest.spec?.a, problems, lineOf: manifests[0]?.lineOf };
}

const values: readonly (readonly [yaml: string, value: unknown])[] = [
  ['[10.0.0.1, 001:db8::]', ['10.0.0.1', '001:db8::']],
  ['[001:db8::, b]', ['001:db8::', 'b']],
  ['[a:b:]', ['a:b:']],
  ['[a::1]', ['a::1']],
  ['[[a:], [b: c]]', [['a:'], [{ b: 'c' }]]],
  ['[&anchor a:]', ['a:']],
  ['[? a:]', [{ 'a:': null }]],
  ['[a: 1]', [{ a: 1 }]],
  ['["a":1]', [{ a: 1 }]],
  ['{a:, b: 1}', { 'a:': null, b: 1 }],
  ['{a::}', { 'a::': null }],
  ['{a: , b: 1}', { a: null, b: 1 }],
  ['{a:1}', { 'a:1': null }],
  ['{"a":, "b":{"c":[1]}}', { a: null, b: { c: [1] } }],
  ['::1', '::1'],
  ['["::1"]', ['::1']],
];

const refused: readonly (readonly [yaml: string, message: string])[] = [
  ['[::1]', 'needs quotes'],
  ['[:]', 'needs quotes'],
  ['{a: :1}', 'needs quotes'],
  ['[a:[1]]', 'blank is needed'],
  ['{a:{b: 1}}', 'blank is needed'],
];

describe('a colon in plain text between brackets and braces', () => {
  it.each(values)('%s', (yaml, value) => {
    expect(read(yaml)).toMatchObject({ value, problems: [] });
  });

  it.each(refused)('%s is refused', (yaml, message) => {
    expect(read(yaml).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message), line: 5 }),
    ]);
  });

  it('leaves the lines of fields as they are', () => {
    expect(read('{\n    b:,\n    c: [d:]\n  }').lineOf?.(['spec', 'a', 'c', 0])).toBe(7);
  });
});
