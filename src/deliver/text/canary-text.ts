import type { BundleMesh } from '../../emit/bundle.ts';
import type { CanarySpec, Destination } from '../../model/specs.ts';
import { cohortWords, type Opening, openingOf } from '../../report/openings.ts';
import { byShare, scheduleRows } from '../../report/schedule.ts';
import { listed, percent, shortTable } from '../../report/table.ts';
import type { Proposal } from '../proposal.ts';
import { canaryRisk } from './canary-risk.ts';
import { command } from './command.ts';
import type { Explanation } from './pull-request-text.ts';
import { clipped, code, plain } from './quote.ts';
import { quotedCanary } from './quoted-mesh.ts';
import { weightTable } from './weight-table.ts';

/** A step of a canary, told to a reviewer. */
export function canaryText(mesh: BundleMesh, canary: CanarySpec, { stage }: Proposal): Explanation {
  const pinned = hasPinnedRoutes(mesh, canary) ? ' Routes that name versions themselves stay as they are.' : '';
  return {
    title: titleOf(canary, stage),
    verdict: verdictOf(canary, stage) + pinned,
    facts: [weightTable(canary, stage), canaryRisk(mesh, canary, stage)],
    outlook: [
      `### Schedule\n\n${scheduleTable(quotedCanary(canary), stage.key)}`,
      `### How to go back\n\n${wayBack(canary)}`,
    ],
  };
}

type Stage = Proposal['stage'];

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

/** GitHub takes 256 characters. */
const TITLE = 240;

function titleOf(canary: CanarySpec, stage: Stage): string {
  const name = plain(nameOf(canary));
  const step = ` (step ${stage.number} of ${stage.total})`;
  const moved = movedIn(stage);
  const opening = openingOf(canary, stage.key);
  const to = plain(canary.to);
  const titles = [4, 3, 2, 1].map((most) => {
    const where = (clusters: readonly string[]) =>
      listed(
        clusters.map((cluster) => plain(cluster)),
        most,
      );
    if (opening)
      return `${name}: ${opening.kind === 'mirror' ? 'copies' : 'the cohort'} to ${to} in ${where(opening.clusters)}`;
    if (moved.length === 0) return `${name}: ${preparation(stage.key, to)}`;
    const parts = [...byShare(stage.weights, moved)];
    return `${name}: ${to} to ${parts.map(([share, clusters]) => `${percent(share)} in ${where(clusters)}`).join(', ')}`;
  });
  const fits = titles.find((title) => title.length + step.length <= TITLE) ?? titles.at(-1) ?? '';
  return clipped(fits, TITLE - step.length) + step;
}

function verdictOf(canary: CanarySpec, stage: Stage): string {
  const [name, from, to] = [nameOf(canary), canary.from, canary.to].map((text) => code(text));
  const moved = movedIn(stage);
  const quoted = quotedCanary(canary);
  const opening = openingOf(quoted, stage.key);
  if (opening) return openingVerdict(quoted, opening, name ?? '');
  if (moved.length === 0)
    return `**No request goes elsewhere: ${preparation(stage.key, to ?? '')}.** The canary of ${name} from ${from} to ${to} needs it.`;
  const parts = [...byShare(stage.weights, moved)].map(([share, clusters]) => {
    const where = listed(
      clusters.map((cluster) => code(cluster)),
      4,
    );
    const before = [...new Set(clusters.map((cluster) => percent(stage.weightsBefore[cluster] ?? 0)))];
    return `from clients in ${where}, ${percent(share)} go to ${to}; until now ${before.join(' or ')}`;
  });
  const end = canary.cohort
    ? ' Its cohort stays with it. Clients elsewhere see no change.'
    : ' Clients elsewhere see no change.';
  return `**Of requests for ${name} ${parts.join('; ')}.**${end}`;
}

/** Of a quoted canary. */
function openingVerdict(canary: CanarySpec, { kind, clusters }: Opening, name: string): string {
  const where = listed(clusters, 4);
  if (kind === 'mirror')
    return `**Of requests for ${name} from clients in ${where}, ${percent(canary.mirror?.share ?? 0)} are copied to ${canary.to}.** Callers get their answers from ${canary.from}, as before; nobody waits for what ${canary.to} answers. What it writes is written.`;
  return `**Requests for ${name} with ${cohortWords(canary.cohort ?? {})} go to ${canary.to}, from clients in ${where}.** All others stay where they are.`;
}

/** What a stage does that moves nothing. */
function preparation(key: string, to: string): string {
  const texts: Readonly<Record<string, string>> = {
    expand: `subsets for ${to} in each cluster`,
    settle: `routes name ${to} plainly`,
    contract: 'subsets of the canary go',
  };
  return texts[key] ?? plain(key);
}

function movedIn({ weights, weightsBefore }: Stage): string[] {
  return Object.keys(weights).filter((cluster) => weights[cluster] !== weightsBefore[cluster]);
}

function nameOf({ service }: CanarySpec): string {
  return service.slice(service.indexOf('/') + 1);
}

/** Of a quoted canary. */
function scheduleTable(canary: CanarySpec, at: string): string {
  const rows = scheduleRows(canary).map(({ key, number, what, wait }) =>
    key === at ? [`**→ ${number}**`, `**${what}**`, wait] : [String(number), what, wait],
  );
  return shortTable(['step', 'what', 'then'], rows, 'steps');
}

function wayBack({ id, from }: CanarySpec): string {
  return `Before merging: close this pull request. After merging: ${command('rollback', id)} proposes ${code(from)} for every cluster in one step.`;
}
