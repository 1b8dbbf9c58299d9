import type { IstioKind } from '../../../src/istio/generated/kinds.ts';
import { schemaOf } from '../../../src/istio/generated/schemas/index.ts';
import type { FieldSchema, KindSchema } from '../../../src/istio/generated/schemas/schema.ts';
import type { Dice } from './dice.ts';
import type { Words } from './word-lists.ts';
import { wordsOf } from './words.ts';
import { keysOf, labelKeys, wordsOfType } from './words-of-types.ts';

/** How a random value is made. */
export interface Taste {
  /** Share of values that are chosen to offend. */
  readonly odd: number;
  /** Share of optional fields that are there, near the root; deeper ones are rarer. */
  readonly full: number;
}

/** Makes values as the CRD of a kind describes them, whatever the kind: so rules on seldom used fields are met too. */
export class RandomObject {
  readonly #dice: Dice;
  readonly #schema: KindSchema;
  readonly #taste: Taste;

  constructor(kind: IstioKind, dice: Dice, taste: Taste) {
    this.#dice = dice;
    this.#schema = schemaOf[kind];
    this.#taste = taste;
  }

  manifest(name: string): Record<string, unknown> {
    const { group, kind, versions } = this.#schema;
    const namespace = this.#dice.pick(['shop', 'shop', 'istio-system']);
    const version = this.#dice.chance(0.8) ? versions[0] : this.#dice.pick(versions);
    const called = this.#odd(0.1) ? this.#dice.pick(['a.b', `a${'b'.repeat(70)}`]) : name;
    const metadata = { name: called, namespace, ...(this.#odd(0.3) && this.#remarks()) };
    return { apiVersion: `${group}/${version}`, kind, metadata, spec: this.spec() };
  }

  /** Labels and annotations that Istio looks at. */
  #remarks(): object {
    const value = this.#dice.pick(['', 'true', 'false', 'T', 'yes', 'none', 'shop']);
    return this.#dice.pick([
      { annotations: { 'istio.io/dry-run': value } },
      {
        annotations: {
          [`internal.istio.io/${this.#dice.pick(['parents', 'parent-namespace', 'webhook-always-reject'])}`]: value,
        },
      },
      { annotations: { 'example.com/note': value } },
      { labels: { 'istio.io/use-waypoint': value } },
      { labels: { 'istio.io/rev': value } },
    ]);
  }

  spec(): unknown {
    return this.value({ ...this.#schema.spec, ...this.#schema.limits }, 'spec', 0);
  }

  value(given: FieldSchema, name: string, depth: number): unknown {
    const schema = this.resolve(given);
    if (schema.enum) return this.#enum(schema.enum);
    if (schema.properties) return this.#object(schema, depth);
    if (schema.additionalProperties) return this.#map(schema.additionalProperties, name, depth);
    if (schema.items) return this.#list(schema, schema.items, name, depth);
    if (schema.type === 'object' || schema.type === undefined) return this.#anything(name);
    return this.#scalar(schema, name);
  }

  resolve(given: FieldSchema): FieldSchema {
    return given.$ref === undefined ? given : { ...this.#schema.$defs[given.$ref], ...given };
  }

  #object(schema: FieldSchema, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    const share = this.#taste.full / (1 + depth / 4);
    const chosen = this.#chosen(schema);
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const wanted = chosen.get(name) ?? (schema.required?.includes(name) || this.#dice.chance(share));
      if (wanted || this.#odd(0.02)) made[name] = this.value(field, name, depth + 1);
    }
    return made;
  }

  /** Of alternatives one: true for it, false for the others. */
  #chosen(schema: FieldSchema): Map<string, boolean> {
    const chosen = new Map<string, boolean>();
    for (const { fields, optional } of schema.choices ?? []) {
      const taken = optional && this.#dice.chance(0.4) ? undefined : this.#dice.pick(fields);
      for (const field of fields) chosen.set(field, field === taken);
    }
    return chosen;
  }

  #list(schema: FieldSchema, items: FieldSchema, name: string, depth: number): unknown[] {
    const count = this.#odd(0.3) ? this.#dice.pick([0, 0, 3]) : this.#dice.pick([1, 1, 1, 2, 2, 3]);
    const made = Array.from({ length: Math.max(count, schema.minItems ?? 0) }, () => this.value(items, name, depth));
    if (made.length > 1 && this.#odd(0.3)) made[made.length - 1] = structuredClone(made[0]);
    return made;
  }

  #map(values: FieldSchema, name: string, depth: number): Record<string, unknown> {
    const keys = keysOf[name] ?? (/label|selector/i.test(name) ? labelKeys : wordsOfType.string);
    const count = this.#odd(0.2) ? 0 : this.#dice.pick([1, 1, 2]);
    const names = Array.from({ length: count }, () => String(this.#word(keys)));
    const shares = name === 'to' && !this.#odd(0.5) ? 100 / Math.max(1, new Set(names).size) : undefined;
    return Object.fromEntries(names.map((key) => [key, shares ?? this.value(values, name, depth + 1)]));
  }

  #enum(values: readonly string[]): string {
    return this.#odd(0.1) ? this.#dice.pick(['', 'NOPE', (values[0] ?? '').toLowerCase()]) : this.#dice.pick(values);
  }

  #scalar({ type, format, minimum, maximum }: FieldSchema, name: string): unknown {
    if (type === 'integer' || type === 'number') return this.#number(type, name, minimum, maximum);
    if (type === 'boolean') return this.#dice.chance(0.5);
    const named = wordsOf[`${this.#schema.kind}.${name}`] ?? wordsOf[name];
    return this.#word((format !== undefined ? wordsOfType[format] : named) ?? wordsOfType.string);
  }

  #number(type: 'integer' | 'number', name: string, minimum = 0, maximum = 100): unknown {
    if (this.#odd(0.2)) return this.#dice.pick([minimum - 1, minimum, maximum, maximum + 1]);
    if (/number|port/i.test(name) && type === 'integer') {
      return this.#odd(0.2) ? this.#dice.pick([0, 65536, -1, 15090]) : this.#dice.pick([80, 443, 8080, 9080]);
    }
    if (/weight|percent/i.test(name))
      return this.#dice.pick([0, 10, 50, 90, 100, ...(this.#odd(0.3) ? [-1, 101] : [])]);
    if (name === 'httpStatus' || name === 'status')
      return this.#dice.pick([200, 404, 503, ...(this.#odd(0.5) ? [99, 600, 0] : [])]);
    return this.#word(wordsOfType[type]);
  }

  #anything(name: string): unknown {
    const typed = { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' };
    return this.#dice.pick<unknown>([
      { name: 'envoy.filters.http.router', typed_config: typed },
      { name, enabled: true },
      {},
    ]);
  }

  #word(from: Words | undefined): unknown {
    const { good, odd } = from ?? { good: ['a'], odd: [''] };
    return odd.length > 0 && this.#odd(1) ? this.#dice.pick(odd) : this.#dice.pick(good);
  }

  #odd(share: number): boolean {
    return this.#dice.chance(this.#taste.odd * share);
  }
}
