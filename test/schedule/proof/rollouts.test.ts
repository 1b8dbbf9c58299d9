import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import type { CanarySpec } from '../../../src/model/specs.ts';
import { changesThrough, type Proved, Prover } from '../../../src/schedule/proof/index.ts';
import { lastStage, stagesOf } from '../../../src/schedule/stages.ts';
import { type ProvableMesh, provable } from '../../support/proof.ts';
import { changesBetween } from '../../support/proof-case.ts';
import { shopMesh } from '../../support/proof-mesh.ts';
import { contradictions, replay, settled } from '../../support/proof-replay.ts';
import { buildMesh, meshDescriptions } from '../../support/random-mesh.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;
/** As many meshes a seed, the same in every run. */
const MESHES = 50;
const SEEDS = Array.from({ length: DEEP ? 20 : 1 }, (_, i) => 5 + i);
/** Milliseconds. */
const PATIENCE = DEEP ? 600_000 : 120_000;

interface Seen {
  transitions: number;
  safe: number;
  /** What speaks against refusals. */
  readonly wrong: string[];
  /** Transitions that change something and for which nobody was asked for. */
  readonly uncounted: string[];
}

describe('rollouts of random meshes', () => {
  it.each(SEEDS)(
    'are proved safe stage by stage and back, or refused with counter-examples that all objects together confirm (seed %i)',
    (seed) => {
      const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
      for (const description of fc.sample(meshDescriptions, { numRuns: MESHES, seed })) {
        const compiled = compile(buildMesh(description).app, { root: process.cwd(), checks: false });
        for (const mesh of provable(compiled))
          for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
      }
      expect(seen.transitions).toBeGreaterThan(MESHES * 4);
      expect(seen.wrong).toEqual([]);
      expect(seen.uncounted).toEqual([]);
      expect(seen.safe / seen.transitions).toBeGreaterThan(0.95);
    },
    PATIENCE,
  );
});

describe('a rollout that is through', () => {
  it.each(['contract', undefined])('is what the source says with the new version stable (%s)', (stage) => {
    const mesh = shopMesh({ pinned: true });
    const [canary] = mesh.bundle.canaries as [CanarySpec];
    const end = stage ?? lastStage(canary).key;
    const changes = changesThrough(mesh.bundle, mesh.manifestOf, [{}, { [canary.id]: end }]);
    expect(changes.length).toBeGreaterThan(0);
    const at = settled(mesh.applied, changes, 1);
    expect(changesBetween(at, shopMesh({ stable: 'v2' }).applied)).toEqual([]);
    const { verdict, methods, counts } = new Prover({ facts: mesh.facts, applied: at }).prove([]);
    expect({ verdict, methods, counts }).toEqual({
      verdict: 'safe',
      methods: [],
      counts: { mixtures: 1n, requests: 0, triples: 0, remembered: 0 },
    });
  });
});

/** From the start through every stage to the last, and back from each. */
function judgeRollout(mesh: ProvableMesh, { id, ...canary }: CanarySpec, seen: Seen): void {
  const { facts, bundle, manifestOf } = mesh;
  const prover = new Prover({ facts, applied: mesh.applied });
  let applied = mesh.applied;
  let from = 'start';
  for (const { key } of stagesOf({ id, ...canary })) {
    for (const to of ['rolled-back', key]) {
      const changes = changesThrough(bundle, manifestOf, [{ [id]: from }, { [id]: to }]);
      const name = `${id} of ${facts.mesh}: ${from} → ${to}`;
      const proved = prover.prove(changes);
      seen.transitions++;
      if (proved.verdict === 'safe') seen.safe++;
      else
        seen.wrong.push(...refusal(proved, (one) => contradictions(one, replay(facts, applied, changes, one)), name));
      if (changes.length > 0 && !isCounted(proved)) seen.uncounted.push(name);
      if (to !== key) continue;
      prover.advance(changes);
      applied = settled(applied, changes, 1);
    }
    from = key;
  }
}

function isCounted({ counts: { mixtures, requests, triples, remembered } }: Proved): boolean {
  return mixtures > 1n && triples + remembered > 0 && requests + remembered > 0;
}

type CounterExample = Proved['counterExamples'][number];

/** What speaks against a refusal. */
function refusal(
  { verdict, counterExamples, undecided }: Proved,
  against: (one: CounterExample) => readonly string[],
  name: string,
): readonly string[] {
  if (verdict === 'undecided') return undecided.map((sentence) => `${name}: ${sentence}`);
  const wrong = counterExamples.flatMap((one) => against(one).map((sentence) => `${name}: ${one.happens} ${sentence}`));
  return counterExamples.length === 0 ? [`${name}: no counter-example`] : wrong;
}
