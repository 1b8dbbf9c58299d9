import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Examined, ForgeAbilities } from '../deliver/forges/contract.ts';
import type { ProgramAccess, SourceAccess, SourceQuestion, Sources } from '../deliver/sources/contract.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { knowsGate, questionsOf } from '../gates/evaluate.ts';
import type { CanaryFacts, GateFacts } from '../gates/gate.ts';
import type { Question } from '../gates/questions.ts';
import { type CanarySpec, type GateSpec, perService } from '../model/specs.ts';
import { duration, listed } from '../report/table.ts';

/** What is configured, and who asks there. */
export interface Servers {
  readonly access: SourceAccess;
  readonly sources: Sources;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A commit of the applied tree, to ask about; any will do. */
  readonly head: string | undefined;
  /** Undefined where the forge could not be reached. */
  readonly abilities: ForgeAbilities | undefined;
}

/** The gates of the bundle: whether this release knows them, and whether what they ask is configured and answers. */
export async function examineGates(meshes: readonly BundleMesh[], servers: Servers): Promise<readonly Examined[]> {
  const asked = meshes.flatMap((mesh) =>
    gatesOf(mesh).flatMap((gate) => questionsOf(gate.spec, factsOf(mesh, gate, servers))),
  );
  const configured: SourceQuestion[] = Object.keys(servers.access.prometheus).map((source) =>
    harmless(source, servers.now),
  );
  const questions = new Map<string, SourceQuestion>();
  for (const question of [...asked.flatMap((one) => alike(one, servers.now)), ...configured])
    questions.set(nameOf(question), questions.get(nameOf(question)) ?? question);
  const lines = [...questions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, question]) => lineOf(what, question, servers));
  return [...meshes.flatMap(meshLines), ...forgeLines(asked, servers), ...folded(await Promise.all(lines))];
}

/** What only the forge can answer. */
function forgeLines(asked: readonly Question[], { abilities }: Servers): readonly Examined[] {
  if (abilities === undefined) return [];
  const asks = new Set(asked.map(({ ask }) => ask));
  const lacking = [
    ...(asks.has('statuses') && !abilities.statuses ? ['statuses of commits'] : []),
    ...(asks.has('approvals') && !abilities.approvals ? ['approvals'] : []),
  ];
  if (lacking.length === 0) return [];
  const detail = `gates ask for ${listed(lacking)}, which this forge does not have; choose other gates`;
  return [{ what: 'forge', verdict: 'missing', detail }];
}

/** Lines of one kind before they become one. */
const MOST = 5;

/** A fleet of clusters must not push the rest off the screen: many alike are counted. */
function folded(lines: readonly Examined[]): readonly Examined[] {
  const groups = new Map<string, Examined[]>();
  for (const line of lines) {
    const key = `${kindOf(line)} ${line.verdict}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length <= MOST) return group;
    const detail =
      first.verdict === 'ok'
        ? `${group.length} of them answer`
        : `${group.length} of them, such as ${first.what}: ${first.detail}`;
    return [{ what: kindOf(first), verdict: first.verdict, detail }];
  });
}

function kindOf({ what }: Examined): string {
  return what.slice(0, what.indexOf(' '));
}

interface GateOf {
  readonly spec: GateSpec;
  readonly canary: CanarySpec | undefined;
}

function gatesOf({ gates, canaries }: BundleMesh): readonly GateOf[] {
  return [
    ...gates.flatMap((spec) => [{ spec, canary: undefined }, ...canaries.map((canary) => ({ spec, canary }))]),
    ...canaries.flatMap((canary) => canary.gates.map((spec) => ({ spec, canary }))),
  ];
}

/** As of a stage that is in force in all clusters, so that each gate asks all that it will ever ask. */
function factsOf({ inventory, propagation }: BundleMesh, { canary }: GateOf, { now, head }: Servers): GateFacts {
  const hour = 3_600_000;
  return {
    ...{
      now,
      mergedAt: now - hour,
      confirmedAt: now - hour,
      appliedAt: now - hour,
      bake: hour / 2,
      pull: 1,
      propagation,
    },
    ...{ clockScale: 1, commit: head ?? '0'.repeat(40), mesh: inventory.mesh },
    clusters: inventory.clusters.map(({ name }) => name),
    canary: canary && canaryFactsOf(canary),
  };
}

function canaryFactsOf(canary: CanarySpec): CanaryFacts {
  const weights = Object.fromEntries(canary.waves.flatMap(({ clusters }) => clusters.map((cluster) => [cluster, 500])));
  const [own, ...others] = perService(canary).map(({ id, service: key, host, from, to }): CanaryFacts => {
    const [namespace = '', service = ''] = key.split('/');
    return { rollout: id, namespace, service, host, from, to, weights };
  });
  return { ...own!, with: others };
}

/** The question itself, or one that costs the server nothing; the forge's own are looked at with the repository. */
function alike(question: Question, now: number): readonly SourceQuestion[] {
  if (question.ask === 'prometheus') return [harmless(question.source, now)];
  return question.ask === 'statuses' || question.ask === 'approvals' ? [] : [question];
}

function harmless(source: string, now: number): SourceQuestion {
  return { ask: 'prometheus', source, query: 'vector(1)', start: now, end: now, step: 60_000 };
}

function nameOf(question: SourceQuestion): string {
  if (question.ask === 'prometheus') return `prometheus ${question.source}`;
  if (question.ask === 'argocd') return `argocd ${question.application}`;
  return question.ask === 'flux'
    ? `flux ${question.cluster} ${question.namespace}/${question.name}`
    : `command ${question.name}`;
}

async function lineOf(what: string, question: SourceQuestion, { access, sources }: Servers): Promise<Examined> {
  // Running it is not harmless.
  if (question.ask === 'command') return { what, ...program(access.commands[question.name]) };
  const answer = await sources.answer(question, async (id) => ({ id, stands: 'unknown', sameFiles: false }));
  if ('got' in answer) return { what, verdict: 'ok', detail: 'answers' };
  const reason = 'refused' in answer ? answer.refused : answer.unreachable;
  return { what, verdict: 'missing', detail: reason };
}

function program(access: ProgramAccess | undefined): Omit<Examined, 'what'> {
  if (access === undefined)
    return { verdict: 'missing', detail: 'is not configured; add it to commands of meshwright.yaml' };
  const [file] = access.run;
  if (!file.includes('/')) return { verdict: 'ok', detail: `runs ${file} of PATH` };
  try {
    accessSync(resolve(access.folder, file), constants.X_OK);
    return { verdict: 'ok', detail: `runs ${file}` };
  } catch {
    return { verdict: 'missing', detail: `${file} is not there, or may not be run` };
  }
}

function meshLines(mesh: BundleMesh): readonly Examined[] {
  const { inventory, propagation, canaries, gates } = mesh;
  const specs = [...gates, ...canaries.flatMap((canary) => canary.gates)];
  const what = `mesh ${inventory.mesh}`;
  const unknown = [...new Set(specs.filter((spec) => !knowsGate(spec)).map(({ kind }) => kind))];
  const kinds = [...new Set(specs.map(({ kind }) => kind))].sort();
  const told = kinds.length === 0 ? 'no gates but bake times' : `gates ${listed(kinds)}`;
  const found: Examined =
    unknown.length > 0
      ? {
          what,
          verdict: 'missing',
          detail: `this release cannot evaluate ${listed(unknown)}; compile and tick with the same one`,
        }
      : { what, verdict: 'ok', detail: `${told}; propagation ${duration(propagation)}` };
  return [found, signalLine(what, specs)];
}

/** By what signal a stage counts as applied, and whose word is taken for it. */
function signalLine(mesh: string, specs: readonly GateSpec[]): Examined {
  const what = `${mesh} applied`;
  const signals = specs.filter(({ kind, by }) => kind === 'applied' && by !== 'none');
  if (signals.length === 0)
    return {
      what,
      verdict: 'advice',
      detail: 'people confirm that a step is applied; a gate applied({ by: … }) would learn it by itself',
    };
  const creators = signals.flatMap((spec) => (Array.isArray(spec.creators) ? spec.creators.map(String) : []));
  const ways = [...new Set(signals.map(({ by }) => String(by)))];
  const trusted = creators.length === 0 ? '' : `; statuses of ${listed([...new Set(creators)])} count`;
  return { what, verdict: 'ok', detail: `learnt from ${listed(ways)}${trusted}` };
}
