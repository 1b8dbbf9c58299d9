import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import type { CanarySpec } from '../../../src/model/specs.ts';
import { changesThrough, Prover } from '../../../src/schedule/proof/index.ts';
import { lastStage } from '../../../src/schedule/stages.ts';
import { provable } from '../../support/proof.ts';
import { changesBetween } from '../../support/proof-case.ts';
import { shopMesh } from '../../support/proof-mesh.ts';
import { settled } from '../../support/proof-replay.ts';
import { judgeRollout, type Seen } from '../../support/proof-rollout.ts';
import { buildMesh, meshDescriptions } from '../../support/random-mesh.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;
/** As many meshes a seed, the same in every run. */
const MESHES = DEEP ? 50 : 10;
const SEEDS = Array.from({ length: DEEP ? 20 : 1 }, (_, i) => 5 + i);
/** Milliseconds. */
const PATIENCE = DEEP ? 600_000 : 120_000;

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
