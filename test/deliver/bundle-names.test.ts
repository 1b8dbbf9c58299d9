/** A bundle is data from a job that ran anybody's code: what it names is checked before anything is read or written. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../src/deliver/bundle-folder.ts';
import { isBlob, whyNotDelivered } from '../../src/deliver/bundle-names.ts';
import { blobId } from '../../src/emit/blob.ts';
import { BUNDLE_VERSION, type Bundle } from '../../src/emit/bundle.ts';
import { compiledShop } from '../support/proposals.ts';
import { temporaryFolder } from './git-sandbox.ts';

const mesh = compiledShop({ clusters: 1, reviews: {} });
const [path, file] = Object.entries(mesh.files)[0]!;
const bundle = (meshes: unknown): Bundle => ({ version: BUNDLE_VERSION, meshes: meshes as Bundle['meshes'] });
const withFile = (name: string, more: object = {}) => bundle([{ ...mesh, files: { [name]: { ...file, ...more } } }]);

const withBeside = (name: string, blob = file.blob): Bundle => ({ ...bundle([mesh]), beside: { [name]: blob } });

const wrong: readonly (readonly [what: string, bundle: Bundle, reason: RegExp])[] = [
  ['no meshes', bundle(undefined), /no meshes/],
  ['a mesh of nothing', bundle([null]), /no name of a mesh/],
  ['two meshes of one name', bundle([mesh, mesh]), /that of two/],
  [
    'a mesh that leaves its folder',
    bundle([{ ...mesh, inventory: { ...mesh.inventory, mesh: '..' } }]),
    /no name of a mesh/,
  ],
  ['a workflow of the forge', withFile('.github/workflows/x.yaml'), /no path below shop\/clusters\/us-east/],
  ['a state', withFile('.meshwright/rollouts/shop/x.json'), /no path below/],
  ['another mesh’s file', withFile(path.replace('shop/', 'bank/')), /no path below/],
  ['another cluster’s file', withFile(path.replace('us-east', 'us-west')), /no path below/],
  ['a path upwards', withFile('shop/clusters/us-east/../x.yaml'), /no path below/],
  ['a hidden folder', withFile('shop/clusters/us-east/.git/x.yaml'), /no path below/],
  ['a newline', withFile('shop/clusters/us-east/shop/a\nb.yaml'), /no path below/],
  ['a file of another kind', withFile('shop/clusters/us-east/shop/kustomization'), /no path below/],
  ['a cluster that is no name', withFile(path, { cluster: '../x' }), /no name of a cluster/],
  ['a file of this machine for a text', withFile(path, { blob: '../../../../proc/self/environ' }), /no id of a blob/],
  ['no blob', withFile(path, { blob: undefined }), /no id of a blob/],
  ['no files', bundle([{ ...mesh, files: null }]), /no files/],
  [
    'a canary of another mesh',
    bundle([{ ...mesh, canaries: [{ ...mesh.canaries[0], id: 'bank/x' }] }]),
    /no id of a canary of shop/,
  ],
  [
    'a canary whose id is a path',
    bundle([{ ...mesh, canaries: [{ ...mesh.canaries[0], id: 'shop/../x' }] }]),
    /no id of a canary/,
  ],
  ['a canary without an id', bundle([{ ...mesh, canaries: [null] }]), /no id of a canary/],
  [
    'clusters that leave and are none',
    bundle([{ ...mesh, decommissioned: { '../x': 'close' } }]),
    /which clusters are given up/,
  ],
  ['no list of those that leave', bundle([{ ...mesh, decommissioned: 7 }]), /which clusters are given up/],
  ['a way out beside its meshes', withBeside('shop/argocd/../../x.yaml'), /no file of a hand-off/],
  ['a path from the root beside its meshes', withBeside('/etc/x.yaml'), /no file of a hand-off/],
  ['a program beside its meshes', withBeside('shop/argocd/x.sh'), /no file of a hand-off/],
  ['a hidden file beside its meshes', withBeside('shop/flux/us-east/.x.yaml'), /no file of a hand-off/],
  ['a file of another mesh beside its own', withBeside('bank/argocd/x.yaml'), /no file of a hand-off/],
  ['a text by path beside its meshes', withBeside('CODEOWNERS', '../../x'), /no id of a blob/],
  ['no list beside its meshes', { ...bundle([mesh]), beside: null } as never, /no list of files/],
];

describe('a bundle', () => {
  it('that a compile has made is delivered', () => {
    expect(whyNotDelivered(bundle([mesh]))).toBeUndefined();
    for (const name of ['CODEOWNERS', '.gitattributes', 'shop/argocd/a.b_c.yaml', 'shop/flux/us-east/a.b_c.yaml'])
      expect(whyNotDelivered(withBeside(name)), name).toBeUndefined();
  });

  it.each(wrong)('with %s is not', (_, made, reason) => {
    expect(whyNotDelivered(made)).toMatch(reason);
  });

  it.each(wrong)('with %s is not opened', async (_, made) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'index.json'), JSON.stringify(made));
    await expect(openBundle(folder)).rejects.toMatchObject({ hint: expect.any(String) });
  });

  it('whose text is another than its id says is not read', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'index.json'), JSON.stringify(bundle([mesh])));
    mkdirSync(join(folder, 'blobs'));
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, 'hunter2');
    symlinkSync(secret, join(folder, 'blobs', file.blob));
    const { text } = await openBundle(folder);
    const reading = text(file.blob);
    await expect(reading).rejects.toMatchObject({ hint: expect.any(String) });
    await expect(reading).rejects.not.toThrow(/hunter2/);
    expect(isBlob('hunter2', blobId('hunter2'))).toBe(true);
  });
});
