import type { BundleMesh } from '../emit/bundle.ts';
import { listed, shortTable } from '../report/table.ts';
import type { Base, Change } from '../schedule/plan-types.ts';
import type { Proposal } from './proposal.ts';
import type { Explanation } from './pull-request-text.ts';

/** A change of the source, or the first arrival of a mesh, told to a reviewer. */
export function sourceText(mesh: BundleMesh, base: Base, { lane, stage, manifests }: Proposal): Explanation {
  const name = mesh.inventory.mesh;
  const step = stage.total === 1 ? '' : ` (step ${stage.number} of ${stage.total})`;
  const clusters = new Set(manifests.map(({ path }) => clusterOf(path)));
  const what = PARTS[stage.key] ?? { title: stage.key, verdict: stage.key };
  const subject = lane.kind === 'bootstrap' ? 'bootstrap, ' : '';
  return {
    title: `${name}: ${subject}${what.title}${step}`,
    verdict: `**${what.verdict}** ${count(manifests.length, 'object')} in ${listed([...clusters].sort())}.`,
    sections: [
      objectTable(mesh, base, manifests),
      heldNote(base, manifests),
      confirmation(stage),
      `### How to go back\n\n${WAY_BACK}`,
    ].filter((section) => section !== ''),
  };
}

/** By the key of the stage: bootstrap's tiers and the parts of an edit. */
const PARTS: Readonly<Record<string, { readonly title: string; readonly verdict: string }>> = {
  destinations: {
    title: 'subsets and connection settings',
    verdict: 'Nobody’s requests change their way: what routes will refer to arrives first.',
  },
  'mesh-routes': {
    title: 'routes inside the mesh',
    verdict: 'Requests between services follow the declared routes from now on.',
  },
  policies: {
    title: 'mutual TLS and access',
    verdict: 'Servers accept only what the mesh’s mutual TLS and access policies let in.',
  },
  entries: { title: 'gateways', verdict: 'Traffic from outside and from other networks is let in.' },
  expand: {
    title: 'new subsets',
    verdict: 'Nobody’s requests change their way: new subsets arrive beside the old ones.',
  },
  change: { title: 'a change of the mesh', verdict: 'The clusters follow the source of the mesh.' },
  contract: {
    title: 'old subsets go',
    verdict: 'Nobody’s requests change their way: subsets that no route names any more go.',
  },
};

const WAY_BACK =
  'Before merging: close this pull request. After merging: revert the change in the source of the mesh and compile; the next tick proposes it.';

function objectTable(mesh: BundleMesh, base: Base, changes: readonly Change[]): string {
  const rows = new Map<string, { added: number; changed: number; removed: number }>();
  for (const { path, before, after } of changes) {
    const kind = mesh.files[path]?.kind ?? base.files.get(path)?.manifest?.kind ?? 'other';
    const row = rows.get(`${clusterOf(path)}\u0000${kind}`) ?? { added: 0, changed: 0, removed: 0 };
    row[after === undefined ? 'removed' : before === undefined ? 'added' : 'changed'] += 1;
    rows.set(`${clusterOf(path)}\u0000${kind}`, row);
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, row]) => [
      ...key.split('\u0000'),
      ...[row.added, row.changed, row.removed].map((n) => (n === 0 ? '' : String(n))),
    ]);
  return shortTable(['cluster', 'kind', 'added', 'changed', 'removed'], lines, 'rows');
}

/** A running canary's file is rewritten at the canary's present position, and its bake starts again. */
function heldNote(base: Base, changes: readonly Change[]): string {
  const held = [...base.states.values()].filter(
    (state) => state.kind === 'canary' && state.status === 'running' && changes.some(({ path }) => path in state.files),
  );
  return held
    .map(({ rollout, number, total }) => `\`${rollout}\` stays at step ${number} of ${total}; its bake starts again.`)
    .join('\n');
}

function confirmation({ number, total }: Proposal['stage']): string {
  const why =
    number === total
      ? 'Canaries of these services start only then.'
      : 'The next step relies on it and is proposed only then.';
  return `### After merging\n\nWhen every cluster has applied it, confirm: approve this pull request once it is merged. ${why}`;
}

function clusterOf(path: string): string {
  return path.split('/')[2] ?? path;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
