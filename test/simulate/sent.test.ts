import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { Asking } from '../../src/schedule/proof/asking.ts';
import { witnesses } from '../../src/schedule/proof/requests/index.ts';
import { Slots } from '../../src/schedule/proof/slots.ts';
import { Surroundings } from '../../src/schedule/proof/surroundings.ts';
import { carriedBy, wayOf } from '../../src/simulate/sent.ts';
import { provable } from '../support/proof.ts';
import { simulationAt } from '../support/proof-replay.ts';
import { buildMesh, meshDescriptions } from '../support/random-mesh.ts';

describe('requests that are sent the same way', () => {
  it('end the same way where they carry the same of what is looked at, by random meshes', () => {
    const [equal, wrong]: [number[], string[]] = [[], []];
    for (const description of fc.sample(meshDescriptions, { numRuns: 6, seed: 11 })) {
      for (const { facts, applied } of provable(compile(buildMesh(description).app, { root: '/', checks: false }))) {
        const objects = [...applied.values()].flatMap((cluster) => [...cluster.values()]);
        const asking = new Asking(new Surroundings(facts), new Slots(applied));
        const sim = simulationAt(facts, applied, [], () => 0);
        const shapes = witnesses(objects).shapes.slice(0, 24);
        for (const probe of [...asking.hosts].slice(0, 3).flatMap((host) => asking.probesFor(host, objects))) {
          const { client: from, to, port } = probe;
          const ends = new Map<string, string>();
          for (const shape of shapes) {
            const routed = sim.route({ from, to, port, ...shape });
            if (!routed) continue;
            const { looksAt } = sim.follow(routed);
            const { verdict, failure, destinations, unjudged } = sim.run({ from, to, port, ...shape });
            const end = JSON.stringify([verdict, failure, destinations, unjudged, looksAt]);
            const way = `${wayOf(routed)} ${carriedBy(routed, looksAt)}`;
            if (ends.has(way)) equal.push(1);
            if ((ends.get(way) ?? end) !== end) wrong.push(`${probe.who} → ${to}:${port} ${JSON.stringify(shape)}`);
            ends.set(way, end);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(equal.length).toBeGreaterThan(1_000);
  });
});
