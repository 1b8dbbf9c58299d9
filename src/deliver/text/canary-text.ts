import type { BundleMesh } from '../../emit/bundle.ts';
import { type CanarySpec, type Destination, movesOf } from '../../model/specs.ts';
import { cohortWords, type Opening, openingOf } from '../../report/openings.ts';
import { byShare, scheduleRows } from '../../report/schedule.ts';
import { listed, percent, shortTable } from '../../report/table.ts';
import { moveWords, serviceWords, versionWords } from '../../schedule/moves.ts';
import type { Proposal } from '../proposal.ts';
import { canaryRisk } from './canary-risk.ts';
import { command } from './command.ts';
import { movedIn, movingAt } from './moving.ts';
import type { Explanation } from './pull-request-text.ts';
import { clipped, code, plain } from './quote.ts';
import { quotedCanary } from './quoted-mesh.ts';
import { type Replaced, weightTable } from './weight-table.ts';

/** A step of a canary, told to a reviewer. */
export function canaryText(
  mesh: BundleMesh,
  canary: CanarySpec,
  { stage }: Proposal,
  replaced?: Replaced,
): Explanation {
  const pinned = hasPinnedRoutes(mesh, canary) ? ' Routes that name versions themselves stay as they are.' : '';
  const moving = movingAt(mesh, canary, stage);
  return {
    title: titleOf(moving, stage),
    verdict: verdictOf(moving, stage) + pinned,
    facts: [weightTable(canary, stage, replaced), canaryRisk(mesh, canary, stage)],
    outlook: [
      `### Schedule\n\n${scheduleTable(quotedCanary(canary), stage.key)}`,
      `### How to go back\n\n${wayBack(canary)}`,
    ],
  };
}

type Stage = Proposal['stage'];

/** Whether some route for its services, beside those that the canary shifts, names versions of them. */
function hasPinnedRoutes(mesh: BundleMesh, canary: CanarySpec): boolean {
  const hosts = new Set(movesOf(canary).map(({ host }) => host));
  return Object.values(mesh.files).some(({ manifest, variants = [] }) => {
    const shifted = variants.filter((variant) => variant.kind === 'route' && variant.rollout === canary.id).length;
    const { http = [], tcp = [] } = (manifest?.spec ?? {}) as Routes;
    const named = [...http, ...tcp]
      .flatMap(({ route = [] }) => route)
      .filter(({ destination }) => hosts.has(destination.host) && destination.subset !== undefined);
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
  const moves = movesOf(canary);
  const name = serviceWords(moves, plain);
  const step = ` (step ${stage.number} of ${stage.total})`;
  const moved = movedIn(stage);
  const opening = openingOf(canary, stage.key);
  const to = versionWords(moves, 'to', plain);
  // Where several services move, each version stands behind its service's name.
  const subject = moves.length === 1 ? `${name}: ` : '';
  const titles = [4, 3, 2, 1].map((most) => {
    const where = (clusters: readonly string[]) =>
      listed(
        clusters.map((cluster) => plain(cluster)),
        most,
      );
    if (opening)
      return `${subject}${opening.kind === 'mirror' ? 'copies' : 'the cohort'} to ${to} in ${where(opening.clusters)}`;
    if (moved.length === 0) return `${name}: ${preparation(stage.key, to)}`;
    const parts = [...byShare(stage.weights, moved)];
    return `${subject}${to} to ${parts.map(([share, clusters]) => `${percent(share)} in ${where(clusters)}`).join(', ')}`;
  });
  const fits = titles.find((title) => title.length + step.length <= TITLE) ?? titles.at(-1) ?? '';
  return clipped(fits, TITLE - step.length) + step;
}

function verdictOf(canary: CanarySpec, stage: Stage): string {
  const moves = movesOf(canary);
  const name = serviceWords(moves, code);
  const to = versionWords(moves, 'to', code);
  const moved = movedIn(stage);
  const quoted = quotedCanary(canary);
  const opening = openingOf(quoted, stage.key);
  if (opening) return openingVerdict(canary, opening);
  if (moved.length === 0)
    return `**No request goes elsewhere: ${preparation(stage.key, to)}.** The canary of ${moveWords(moves, code)} needs it.`;
  const parts = [...byShare(stage.weights, moved)].map(([share, clusters]) => {
    const where = listed(
      clusters.map((cluster) => code(cluster)),
      4,
    );
    const before = [...new Set(clusters.map((cluster) => percent(stage.weightsBefore[cluster] ?? 0)))];
    return `from clients in ${where}, ${percent(share)} go to ${to}; until now ${before.join(' or ')}`;
  });
  const each = moves.length === 1 ? '' : ' Each of these services shares out its own requests.';
  const stays = moves.length === 1 ? ' Its cohort stays with it.' : ' The cohort stays with all of them.';
  const keeps =
    (stage.sticky ?? []).length > 0 ? ` Callers who have got ${to} stay with it: its answers set a cookie.` : '';
  const end = `${canary.cohort ? stays : ''}${keeps} Clients elsewhere see no change.`;
  return `**Of requests for ${name} ${parts.join('; ')}.**${each}${end}`;
}

function openingVerdict(canary: CanarySpec, { kind, clusters }: Opening): string {
  const moves = movesOf(canary);
  const name = serviceWords(moves, code);
  const [from, to] = (['from', 'to'] as const).map((which) => versionWords(moves, which, code));
  const { cohort = {}, mirror } = quotedCanary(canary);
  const where = listed(clusters, 4);
  if (kind === 'mirror')
    return `**Of requests for ${name} from clients in ${where}, ${percent(mirror?.share ?? 0)} are copied to ${to}.** Callers get their answers from ${from}, as before; nobody waits for what ${to} answers. What it writes is written.`;
  return `**Requests for ${name} with ${cohortWords(cohort)} go to ${to}, from clients in ${where}.** All others stay where they are.`;
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

/** Of a quoted canary. */
function scheduleTable(canary: CanarySpec, at: string): string {
  const rows = scheduleRows(canary, code).map(({ key, number, what, wait }) =>
    key === at ? [`**→ ${number}**`, `**${what}**`, wait] : [String(number), what, wait],
  );
  return shortTable(['step', 'what', 'then'], rows, 'steps');
}

function wayBack(canary: CanarySpec): string {
  const from = versionWords(movesOf(canary), 'from', code);
  return `Before merging: close this pull request. After merging: ${command('rollback', canary.id)} proposes ${from} for every cluster in one step.`;
}
