/** Objects of a bundle as data: read by line, and never another object than the text that is delivered. */
import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../src/deliver/bundle-folder.ts';
import { writeBundle } from '../../src/emit/write.ts';
import { bundleFrom, partsOf } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';
import { temporaryFolder } from './git-sandbox.ts';

const made = bundleFrom(shop({ clusters: 2, reviews: {} }));
const ids = [...made.texts.keys()];
const first = ids[0]!;
const original = made.objects.get(first)!;

function written(): string {
  const folder = temporaryFolder();
  writeBundle(folder, partsOf(made));
  return folder;
}

describe('the objects of a bundle', () => {
  it('are those that were compiled, one for each distinct text', async () => {
    const { manifests } = await openBundle(written());
    const found = await manifests([...ids, ...ids]);
    expect([...found.keys()]).toEqual(ids);
    for (const id of ids) expect(found.get(id)).toEqual(JSON.parse(JSON.stringify(made.objects.get(id))));
    expect((await manifests([first])).get(first)).toBe(found.get(first));
  });

  const changed = JSON.stringify({ ...original, spec: { hosts: ['elsewhere'] } });
  it.each([
    ['is missing', () => ''],
    ['tells another object', () => `${first} ${changed}\n`],
    ['is cut off', () => `${first} ${JSON.stringify(original).slice(0, -5)}`],
    ['is no object', () => `${first} null\n`],
    ['has another key as a prototype', () => `${first} {"__proto__":${JSON.stringify(original)}}\n`],
    ['has a prototype key', () => `${first} {"__proto__":{"polluted":1},${JSON.stringify(original).slice(1)}\n`],
    ['has metadata of another form', () => `${first} {"apiVersion":"v1","kind":"Service","metadata":null}\n`],
    ['is followed by another for the same text', () => `${first} ${JSON.stringify(original)}\n${first} ${changed}\n`],
    ['comes after garbage', () => `\0\n\n${'x'.repeat(100)}\n${first} ${JSON.stringify(original)}\n`],
  ])('are those of the texts where a line %s', async (_, lines) => {
    const folder = written();
    writeFileSync(join(folder, 'manifests.jsonl'), lines());
    const { manifests } = await openBundle(folder);
    expect((await manifests([first])).get(first)).toEqual(JSON.parse(JSON.stringify(original)));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are those of the texts where there is no file of lines, or one that never ends', async () => {
    const folder = written();
    rmSync(join(folder, 'manifests.jsonl'));
    expect((await (await openBundle(folder)).manifests([first])).get(first)?.kind).toBe(original.kind);
    symlinkSync('/dev/zero', join(folder, 'manifests.jsonl'));
    expect((await (await openBundle(folder)).manifests([first])).get(first)?.kind).toBe(original.kind);
  });

  it.each(['../../etc/passwd', 'f'.repeat(40), '', '__proto__'])('are not read from elsewhere: %j', async (id) => {
    const folder = written();
    appendFileSync(join(folder, 'manifests.jsonl'), `${id} ${JSON.stringify(original)}\n`);
    await expect((await openBundle(folder)).manifests([id])).rejects.toThrow(/cut off or damaged/);
  });

  it('are not read where a text is missing as well', async () => {
    const folder = written();
    writeFileSync(join(folder, 'manifests.jsonl'), readFileSync(join(folder, 'manifests.jsonl'), 'utf8').slice(41));
    rmSync(join(folder, 'blobs', first));
    await expect((await openBundle(folder)).manifests([first])).rejects.toThrow(/cut off or damaged/);
  });
});
