/** What bootstrap prints is for a shell to read: whole commands, whatever names and folders are called. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { argoSteps } from '../../src/handoff/argocd/steps.ts';
import { fluxSteps } from '../../src/handoff/flux/steps.ts';
import { line, type Step, shellWord } from '../../src/handoff/steps.ts';
import type { ArgoCdSpec, FluxSpec, GitOpsSpec } from '../../src/model/specs.ts';

const base = { mesh: 'shop', clusters: ['east', 'west'], output: "it's dist" };
const gitops = (tool: GitOpsSpec['tool']): GitOpsSpec => ({
  ...{ repository: 'https://git.example/acme/applied.git', branch: 'main', path: '', owners: [], tool },
  clusters: { west: { repository: 'ssh://git@git.example/~ann/applied.git', argocd: 'in-cluster' } },
});

const argo = (more: Partial<ArgoCdSpec> = {}): readonly Step[] => {
  const tool: ArgoCdSpec = { kind: 'argocd', namespace: 'argocd', generator: 'clusters', ...more };
  return argoSteps({ ...base, gitops: gitops(tool), tool });
};
const flux = (more: Partial<FluxSpec> = {}): readonly Step[] => {
  const tool: FluxSpec = { kind: 'flux', namespace: 'flux-system', dependsOn: [], ...more };
  return fluxSteps({ ...base, gitops: gitops(tool), tool });
};

/** The words that a shell makes of a line, run with programs that only print them. */
function wordsIn(commands: readonly string[]): string[] {
  const programs = ['argocd', 'kubectl', 'flux', 'git', 'cp'].map(
    (name) => `${name}() { printf '<%s>' ${name} "$@"; echo; }`,
  );
  const script = [...programs, ...commands].join('\n');
  return execFileSync('sh', ['-euc', script], { encoding: 'utf8', env: { STATUS_TOKEN: 't', GIT_TOKEN: 'g g' } })
    .trim()
    .split('\n');
}

describe('the steps', () => {
  it.each([
    ['Argo CD', argo()],
    ['Argo CD with everything', argo({ project: 'platform', statuses: { forge: 'github', service: 'ours' } })],
    ['Argo CD with Gitea', argo({ statuses: { forge: 'gitea', service: 'gitea' } })],
    ['Flux', flux()],
    ['Flux with everything', flux({ secret: 'key', dependsOn: ['base'], statuses: { forge: 'github', secret: 's' } })],
  ])('of %s are whole commands, each with a reason', (_, steps) => {
    for (const { what, commands } of steps) {
      expect(what).toMatch(/^\S.*[^.]$/);
      execFileSync('sh', ['-n'], { input: commands.join('\n') });
    }
  });

  it('name folders and repositories as they are called', () => {
    const install = wordsIn(flux().at(-2)!.commands);
    const same = '<apply><--server-side><--field-manager><meshwright-shop><--filename>';
    expect(install).toEqual([
      `<kubectl><--context><east>${same}<it's dist/shop/flux/east/>`,
      `<kubectl><--context><west>${same}<it's dist/shop/flux/west/>`,
    ]);
    const known = wordsIn(argo()[0]!.commands);
    expect(known).toEqual([
      '<argocd><repo><add><https://git.example/acme/applied.git>',
      '<argocd><repo><add><ssh://git@git.example/~ann/applied.git>',
    ]);
    expect(argo()[1]!.what).toContain('the clusters east, west as in-cluster');
  });

  it('give each cluster the credentials of its own repository, and no token to a command line', () => {
    const [, secret, token] = flux({ secret: 'key', statuses: { forge: 'github', secret: 's' } });
    expect(wordsIn(secret!.commands)).toEqual([
      '<kubectl><--context><east><--namespace><flux-system><create><secret><generic><key><--from-literal=username=git><--from-file=password=/dev/stdin>',
      '<flux><--context><west><create><secret><git><key><--namespace><flux-system><--url><ssh://git@git.example/~ann/applied.git>',
    ]);
    expect(wordsIn(secret!.commands).join()).not.toContain('g g');
    for (const words of wordsIn(token!.commands)) expect(words).not.toContain('<t>');
  });
});

it.each([
  ['plain', 'plain'],
  ['a b', "'a b'"],
  ["it's", `'it'\\''s'`],
  ['$HOME', "'$HOME'"],
  ['"$TOKEN"', '"$TOKEN"'],
  ['', "''"],
  ['a;b', "'a;b'"],
])('the word %j is written %s', (word, written) => {
  expect(shellWord(word)).toBe(written);
  expect(line('echo', word)).toBe(`echo ${written}`);
});
