import type { IstioKind } from '../../../src/istio/generated/kinds.ts';
import { schemaOf } from '../../../src/istio/generated/schemas/index.ts';
import type { FieldSchema } from '../../../src/istio/generated/schemas/schema.ts';
import type { Dice } from './dice.ts';
import { RandomObject } from './random-object.ts';

type Plain = Record<string, unknown>;

/** A place in an object, with what the CRD says of it where it knows the place. */
interface Place {
  readonly holder: Plain | unknown[];
  readonly key: string | number;
  readonly name: string;
  readonly depth: number;
  readonly schema: FieldSchema | undefined;
}

/**
 * Changes an object of a kind of Istio's in one to three places: fields go, come, change their value or type, items are
 * doubled, parts move in from another object of the kind. Most of what comes out is still accepted by the CRD.
 */
export function mutate(object: object, other: object, dice: Dice): Plain {
  const copy = structuredClone(object) as Plain;
  const kind = copy.kind as IstioKind;
  if (!(kind in schemaOf)) return copy;
  const random = new RandomObject(kind, dice, { odd: 0.5, full: 0.5 });
  if (dice.chance(0.04)) copy.metadata = random.manifest('a').metadata;
  for (let times = dice.pick([1, 1, 1, 2, 3]); times > 0; times -= 1) change(copy, other as Plain, random, dice);
  return copy;
}

function change(copy: Plain, other: Plain, random: RandomObject, dice: Dice): void {
  const places = placesOf(copy, random);
  const place = dice.pick(places);
  const { holder, key, schema, name, depth } = place;
  const at = holder as Plain;
  switch (dice.pick(['value', 'value', 'value', 'add', 'add', 'add', 'remove', 'double', 'graft', 'graft', 'type'])) {
    case 'value':
      if (schema) at[key] = random.value(schema, name, depth);
      break;
    case 'add':
      add(dice.pick(places), random, dice);
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete at[key];
      break;
    case 'double':
      if (Array.isArray(holder)) holder.splice(dice.below(holder.length + 1), 0, structuredClone(holder[Number(key)]));
      break;
    case 'graft': {
      const like = placesOf(other, random).filter((each) => each.name === name);
      if (like.length === 0) break;
      const [from, field] = [dice.pick(like).holder as Plain, dice.pick(like).key];
      // A list has a method by the name of many a field.
      at[key] = structuredClone((Object.hasOwn(from, field) ? from[field] : undefined) ?? at[key]);
      break;
    }
    case 'type':
      if (dice.chance(0.3)) at[key] = dice.pick<unknown>([null, '', 'a', 0, 1, true, [], {}, [null], '1', 1.5]);
      break;
  }
}

/** Puts in a field that the CRD knows and the object has not. */
function add({ holder, key, schema, name, depth }: Place, random: RandomObject, dice: Dice): void {
  const value = (holder as Plain)[key];
  if (Array.isArray(value) && schema?.items) {
    value.push(random.value(schema.items, name, depth));
    return;
  }
  if (typeof value !== 'object' || value === null || !schema?.properties) return;
  const missing = Object.keys(schema.properties).filter((field) => !(field in value));
  if (missing.length === 0) return;
  const field = dice.pick(missing);
  (value as Plain)[field] = random.value(schema.properties[field] as FieldSchema, field, depth + 1);
}

function placesOf(object: Plain, random: RandomObject): Place[] {
  const { spec, $defs: _ } = schemaOf[object.kind as IstioKind];
  const places: Place[] = [];
  walk({ holder: object, key: 'spec', name: 'spec', depth: 0, schema: spec }, random, places);
  return places;
}

function walk(given: Place, random: RandomObject, places: Place[]): void {
  const schema = given.schema && random.resolve(given.schema);
  places.push({ ...given, schema });
  const value = (given.holder as Plain)[given.key];
  if (Array.isArray(value)) {
    value.forEach((_, index) => {
      walk({ holder: value, key: index, name: given.name, depth: given.depth, schema: schema?.items }, random, places);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const field of Object.keys(value)) {
      const known = schema?.properties?.[field] ?? schema?.additionalProperties;
      const name = schema?.properties ? field : given.name;
      walk({ holder: value as Plain, key: field, name, depth: given.depth + 1, schema: known }, random, places);
    }
  }
}
