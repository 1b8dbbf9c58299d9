import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IstioKind, istioKinds } from '../../../src/istio/generated/kinds.ts';
import { readManifests } from '../../../src/read/manifests.ts';
import { Dice } from './dice.ts';
import { mutate } from './mutate.ts';
import { RandomObject } from './random-object.ts';
import { seeds } from './seeds.ts';

type Plain = Record<string, unknown>;

export const kinds: readonly IstioKind[] = istioKinds.map(({ kind }) => kind);

/** The objects in the YAML files of a folder and those below it, without the `_err` that says what is wrong with them. */
export function objectsIn(folder: string): Plain[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => readManifests(readFileSync(join(folder, file), 'utf8'), file).manifests)
    .map(({ manifest: { _err, ...object } }) => object);
}

/** Objects of one kind from nothing but its CRD, and hand-made ones changed at random. Most are let in or nearly so. */
export function objectsOf(kind: IstioKind, count: number, seed: number): Plain[] {
  const dice = new Dice(seed);
  const sound = new RandomObject(kind, dice, { odd: 0, full: 0.45 });
  const base = seeds[kind].map((spec) => ({ ...sound.manifest('a'), spec }));
  return Array.from({ length: count }, () => {
    if (dice.chance(0.6)) return mutate(dice.pick(base), dice.pick(base), dice);
    const taste = { odd: dice.pick([0, 0.03, 0.1, 0.3]), full: dice.pick([0.15, 0.3, 0.6]) };
    return new RandomObject(kind, dice, taste).manifest('a');
  });
}

/** Each object as it is, and as often changed at random. */
export function withMutations(objects: readonly Plain[], times: number, seed: number): Plain[] {
  const dice = new Dice(seed);
  return objects.flatMap((object) => {
    const alike = objects.filter(({ kind }) => kind === object.kind);
    return [object, ...Array.from({ length: times }, () => mutate(object, dice.pick(alike), dice))];
  });
}
