import type { BundleMesh } from '../../emit/bundle.ts';
import { duration, listed, shortTable } from '../../report/table.ts';
import type { Base, Change } from '../../schedule/plan-types.ts';
import type { Proposal } from '../proposal.ts';
import type { Explanation } from './pull-request-text.ts';
import { code, plain } from './quote.ts';
import { partOf } from './source-parts.ts';

/** A change of the source, or the first arrival of a mesh, told to a reviewer. */
export function sourceText(mesh: BundleMesh, base: Base, { lane, stage, manifests }: Proposal): Explanation {
  const step = stage.total === 1 ? '' : ` (step ${stage.number} of ${stage.total})`;
  const clusters = [...new Set(manifests.map(({ path }) => clusterOf(path)))].sort();
  const part = partOf(stage);
  const subject = lane.kind === 'bootstrap' ? 'bootstrap, ' : '';
  const where = listed(clusters.map((cluster) => code(cluster)));
  return {
    title: `${plain(mesh.inventory.mesh)}: ${subject}${part.title}${step}`,
    verdict: `**${part.verdict}** ${count(manifests.length, 'object')} in ${where}.`,
    facts: [objectTable(mesh, base, manifests), heldNote(base, manifests), risk(mesh, manifests)].filter(
      (section) => section !== '',
    ),
    outlook: [scheduleOf(lane, stage), confirmation(stage), `### How to go back\n\n${WAY_BACK}`].filter(
      (section) => section !== '',
    ),
  };
}

const WAY_BACK =
  'Before merging: close this pull request. After merging: revert the change in the source of the mesh and compile; the next tick proposes it.';

/** What the objects are about; which requests that touches only the diff tells. */
function risk(mesh: BundleMesh, changes: readonly Change[]): string {
  const services = new Set(changes.flatMap(({ path }) => mesh.files[path]?.service ?? []));
  const about = [...services].sort().map((service) => code(service));
  const affected =
    about.length === 0
      ? '- Affected: requests that the changed objects apply to; the diff shows them.'
      : `- Affected: requests for ${listed(about)}, in every cluster of the table.`;
  return ['### Risk\n', affected].join('\n');
}

/** The steps from this one on; those before it are merged. */
function scheduleOf({ stages }: Proposal['lane'], at: Proposal['stage']): string {
  if (at.total === 1) return '';
  const rows = stages.map((stage) => {
    const { number, total, bake } = stage;
    const wait = [
      ...(bake > 0 ? [`${duration(bake)} of bake`] : []),
      ...(number < total ? ['a confirmation that it is applied'] : []),
    ].join(', ');
    const { title } = partOf(stage);
    const last = wait || 'done';
    return number === at.number ? [`**→ ${number}**`, `**${title}**`, last] : [String(number), title, last];
  });
  return `### Schedule\n\n${shortTable(['step', 'what', 'then'], rows, 'steps')}`;
}

function objectTable(mesh: BundleMesh, base: Base, changes: readonly Change[]): string {
  const rows = new Map<
    string,
    { readonly names: readonly string[]; added: number; changed: number; removed: number }
  >();
  for (const { path, before, after } of changes) {
    const names = [clusterOf(path), mesh.files[path]?.kind ?? base.files.get(path)?.manifest?.kind ?? 'other'];
    const row = rows.get(JSON.stringify(names)) ?? { names, added: 0, changed: 0, removed: 0 };
    row[after === undefined ? 'removed' : before === undefined ? 'added' : 'changed'] += 1;
    rows.set(JSON.stringify(names), row);
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { names, added, changed, removed }]) => [
      ...names.map((name) => code(name)),
      ...[added, changed, removed].map((n) => (n === 0 ? '' : String(n))),
    ]);
  return shortTable(['cluster', 'kind', 'added', 'changed', 'removed'], lines, 'rows');
}

const HELD = 20;

/** A running canary's file is rewritten at the canary's present position, and its bake starts again. */
function heldNote(base: Base, changes: readonly Change[]): string {
  const held = [...base.states.values()].filter(
    (state) => state.kind === 'canary' && state.status === 'running' && changes.some(({ path }) => path in state.files),
  );
  const lines = held.map(
    ({ rollout, number, total }) => `- ${code(rollout)} stays at step ${number} of ${total}; its bake starts again.`,
  );
  const more = lines.length > HELD ? [`- … and ${lines.length - HELD} more canaries.`] : [];
  return [...lines.slice(0, HELD), ...more].join('\n');
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
