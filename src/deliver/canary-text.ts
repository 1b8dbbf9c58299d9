import type { BundleMesh } from '../emit/bundle.ts';
import type { CanarySpec, Destination, Permille } from '../model/specs.ts';
import { reachOf } from '../report/reach.ts';
import { scheduleRows } from '../report/schedule.ts';
import { listed, percent, shortTable } from '../report/table.ts';
import type { Proposal } from './proposal.ts';
import type { Explanation } from './pull-request-text.ts';

/** A step of a canary, or its way back, told to a reviewer. */
export function canaryText(mesh: BundleMesh, canary: CanarySpec, { stage }: Proposal): Explanation {
  const name = canary.service.slice(canary.service.indexOf('/') + 1);
  const { title, verdict } = headline(canary, name, stage);
  const pinned = hasPinnedRoutes(mesh, canary) ? ' Routes that name versions themselves stay as they are.' : '';
  return {
    title,
    verdict: verdict + pinned,
    sections: [
      weightTable(canary, stage.weightsBefore, stage.weights),
      reachLines(mesh, canary, stage.weights),
      `### Schedule\n\n${scheduleTable(canary, stage.key)}`,
      `### How to go back\n\n${wayBack(canary, stage.key)}`,
    ].filter((section) => section !== ''),
  };
}

/** Whether some route for the service, beside those that the canary shifts, names versions of it. */
function hasPinnedRoutes(mesh: BundleMesh, canary: CanarySpec): boolean {
  return Object.values(mesh.files).some(({ manifest, variants = [] }) => {
    const shifted = variants.filter((variant) => variant.kind === 'route' && variant.rollout === canary.id).length;
    const { http = [], tcp = [] } = (manifest?.spec ?? {}) as Routes;
    const named = [...http, ...tcp]
      .flatMap(({ route = [] }) => route)
      .filter(({ destination }) => destination.host === canary.host && destination.subset !== undefined);
    return shifted > 0 && named.length > shifted;
  });
}

/** As much of a VirtualService as that question needs. */
interface Routes {
  readonly http?: readonly RouteList[];
  readonly tcp?: readonly RouteList[];
}

interface RouteList {
  readonly route?: readonly { readonly destination: Destination }[];
}

function headline(canary: CanarySpec, name: string, stage: Proposal['stage']): Pick<Explanation, 'title' | 'verdict'> {
  const { from, to } = canary;
  if (stage.key === 'rolled-back') {
    return {
      title: `${name}: back to ${from} everywhere`,
      verdict: `**Requests for \`${name}\` go to ${from} again, in every cluster.** The canary sends none to ${to}.`,
    };
  }
  const moved = Object.keys(stage.weights).filter((cluster) => stage.weights[cluster] !== stage.weightsBefore[cluster]);
  const step = `(step ${stage.number} of ${stage.total})`;
  if (moved.length === 0) {
    const what =
      {
        expand: `subsets for ${to} in each cluster`,
        settle: `routes name ${to} plainly`,
        contract: 'subsets of the canary go',
      }[stage.key] ?? stage.key;
    return {
      title: `${name}: ${what} ${step}`,
      verdict: `**No request goes elsewhere: ${what}.** The canary of \`${name}\` from ${from} to ${to} needs it.`,
    };
  }
  const where = listed(moved, 4);
  const after = percent(stage.weights[moved[0] ?? ''] ?? 0);
  const before = percent(stage.weightsBefore[moved[0] ?? ''] ?? 0);
  return {
    title: `${name}: ${to} to ${after} in ${where} ${step}`,
    verdict: `**Of requests for \`${name}\` from clients in ${where}, ${after} go to ${to}; until now ${before}.** Clients elsewhere see no change.`,
  };
}

function weightTable(
  canary: CanarySpec,
  before: Readonly<Record<string, Permille>>,
  after: Readonly<Record<string, Permille>>,
): string {
  const clusters = [...new Set(canary.waves.flatMap((wave) => wave.clusters))];
  const cell = (cluster: string, share: (weight: Permille) => Permille) => {
    const [old, fresh] = [percent(share(before[cluster] ?? 0)), percent(share(after[cluster] ?? 0))];
    return old === fresh ? fresh : `${old} → **${fresh}**`;
  };
  const rows = clusters.map((cluster) => [
    cluster,
    cell(cluster, (weight) => 1000 - weight),
    cell(cluster, (weight) => weight),
  ]);
  return shortTable(['clients in', canary.from, canary.to], rows, 'clusters');
}

const LINES = 20;

/** What share of a cluster's requests would leave it: certain only where the version does not run there. */
function reachLines(mesh: BundleMesh, canary: CanarySpec, weights: Readonly<Record<string, Permille>>): string {
  const lines = Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([cluster, weight]) => `- ${reachOf(mesh.inventory, canary, cluster, weight)}`);
  const more = lines.length > LINES ? [`- … and ${lines.length - LINES} more clusters.`] : [];
  return lines.length === 0 ? '' : `### Where the requests go\n\n${[...lines.slice(0, LINES), ...more].join('\n')}`;
}

function scheduleTable(canary: CanarySpec, at: string): string {
  const rows = scheduleRows(canary).map(({ key, number, what, wait }) =>
    key === at ? [`**→ ${number}**`, `**${what}**`, wait] : [String(number), what, wait],
  );
  return shortTable(['step', 'what', 'then'], rows, 'steps');
}

function wayBack({ id, from }: CanarySpec, key: string): string {
  if (key === 'rolled-back')
    return 'Change the Canary in the source and merge: a changed Canary starts again from its first step.';
  return `Before merging: close this pull request. After merging: \`meshwright rollback ${id}\` proposes ${from} for every cluster in one step.`;
}
