/** What delivery writes and what Argo CD or Flux reads are told in two files; doctor holds them together. */
import { describe, expect, it } from 'vitest';
import type { Choice } from '../../src/cli/config-choice.ts';
import { forgeNamed } from '../../src/cli/config-forges.ts';
import { examineHandOff } from '../../src/cli/doctor-handoff.ts';
import type { GitOpsSpec } from '../../src/model/specs.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const mesh = bundleFrom(shop({ ratings: false })).bundle.meshes[0]!;
const gitops: GitOpsSpec = {
  ...{ repository: 'https://github.com/acme/applied.git', branch: 'main', path: '', owners: [], clusters: {} },
  tool: { kind: 'argocd', namespace: 'argocd', generator: 'directories' },
};
type Applied = Choice['applied'];
const all = (repository: string): Applied => [{ repository, clusters: undefined }];

function examined(
  given: Partial<GitOpsSpec>,
  applied: Applied = all('acme/applied'),
  forge = 'github',
  branch = 'main',
) {
  const factory = forgeNamed(forge)!;
  const lines = examineHandOff([{ ...mesh, gitops: { ...gitops, ...given } }], { applied, branch, factory });
  return lines.map(({ what, verdict, detail }) => `${verdict} ${what}: ${detail}`);
}

const FINE = ['ok hand-off of shop: argocd reads what delivery writes'];

describe('the hand-off', () => {
  it('of a mesh without gitops is not looked at', () => {
    const tree = { applied: all('acme/applied'), branch: 'main', factory: forgeNamed('github')! };
    expect(examineHandOff([mesh], tree)).toEqual([]);
  });

  it.each([
    ['https', {}],
    ['ssh', { repository: 'ssh://git@github.com/acme/applied.git' }],
    ['git@', { repository: 'git@github.com:acme/applied' }],
    ['other capitals', { repository: 'https://github.com/Acme/Applied/' }],
  ])('is right by %s', (_, given) => {
    expect(examined(given)).toEqual(FINE);
  });

  it('has no address to compare with a folder of this machine', () => {
    expect(examined({}, all('gitops.git'), 'local')).toEqual(FINE);
  });

  it('is not judged where no applied tree is named', () => {
    expect(examined({ branch: 'live', path: 'dist/' }, [])).toEqual(FINE);
  });

  it.each([
    ['another branch', { branch: 'live' }, 'reads the branch live, and delivery writes to main'],
    ['a folder', { path: 'dist/' }, 'reads dist/, and delivery writes to the root'],
    [
      'another repository',
      { repository: 'https://github.com/acme/not-applied.git' },
      'reads https://github.com/acme/not-applied.git, and delivery writes to acme/applied for us-east, us-west',
    ],
    [
      'another repository for one cluster',
      { clusters: { 'us-west': { repository: 'https://github.com/acme/west.git' } } },
      'reads https://github.com/acme/west.git, and delivery writes to acme/applied for us-west',
    ],
  ])('is wrong with %s', (_, given, words) => {
    expect(examined(given)).toEqual([expect.stringContaining(`missing hand-off of shop: argocd ${words}`)]);
  });

  it('follows each cluster to its repository', () => {
    const applied = [
      { repository: 'acme/applied', clusters: ['us-east'] },
      { repository: 'acme/west', clusters: ['us-west'] },
    ];
    const clusters = { 'us-west': { repository: 'https://github.com/acme/west.git' } };
    expect(examined({ clusters }, applied)).toEqual(FINE);
    expect(examined({}, applied)).toEqual([expect.stringContaining('delivery writes to acme/west for us-west')]);
  });
});
