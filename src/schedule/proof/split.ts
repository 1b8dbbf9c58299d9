import type { Limits, Prover } from './prover.ts';
import type { ChangedObject, CounterExample, Proved } from './types.ts';

/** A change in parts that are each safe, in order; or why there are none. */
export interface Split {
  readonly parts: readonly (readonly ChangedObject[])[];
  /** Of each part. */
  readonly proofs: readonly Proved[];
  /** Where no order of the objects is safe: the proof that shows it. */
  readonly refused: Proved | undefined;
}

/** As many orders are tried: each learns from the counter-examples of those before. */
const ATTEMPTS = 40;

/**
 * Splits a change of two versions an object so that every part is safe, as few as the counter-examples allow: whatever
 * one shows to be wanted goes before whatever wants it. What stands between two parts is as safe as a mixture has to be.
 * The same object goes in all clusters at once where that is safe. The prover stands where the change starts, before and
 * after.
 */
export function splitSafely(prover: Prover, changes: readonly ChangedObject[], limits: Limits = {}): Split {
  for (const unitOf of [({ id }: ChangedObject) => id, ({ cluster, id }: ChangedObject) => `${cluster} ${id}`]) {
    const found = inUnits(prover, changes, unitOf, limits);
    if (found) return found;
  }
  return { parts: [], proofs: [], refused: prover.prove(changes, limits) };
}

type UnitOf = (change: ChangedObject) => string;

function inUnits(prover: Prover, changes: readonly ChangedObject[], unitOf: UnitOf, limits: Limits): Split | undefined {
  const order = new Order(changes.map(unitOf));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const layers = order.layers();
    if (!layers) return undefined;
    const parts = layers.map((units) => changes.filter((change) => units.has(unitOf(change))));
    const { proofs, unsafe } = proveAll(prover, parts, limits);
    if (!unsafe) return isSoundBetween(prover, parts, limits) ? { parts, proofs, refused: undefined } : undefined;
    const learnt = unsafe.counterExamples.map((example) => learn(order, example, unitOf));
    if (!learnt.includes(true) && !halves(order, unsafe, parts[proofs.length - 1] ?? [], unitOf)) return undefined;
  }
  return undefined;
}

function proveAll(prover: Prover, parts: readonly (readonly ChangedObject[])[], limits: Limits) {
  const proofs: Proved[] = [];
  let unsafe: Proved | undefined;
  for (const part of parts) {
    const proof = prover.prove(part, limits);
    proofs.push(proof);
    if (proof.verdict !== 'safe') {
      unsafe = proof;
      break;
    }
    prover.advance(part);
  }
  for (const part of parts.slice(0, proofs.length - (unsafe ? 1 : 0))) prover.advance(part, 0);
  return { proofs, unsafe };
}

/** Whether what stands between two parts is nothing that neither end would be: parts hide no dip from one another. */
function isSoundBetween(prover: Prover, parts: readonly (readonly ChangedObject[])[], limits: Limits): boolean {
  if (parts.length < 2) return true;
  const changes = parts.flatMap((part, index) =>
    part.map(({ versions: [before, after], ...change }) => {
      const stages = Array.from({ length: parts.length + 1 }, (_, stage) => (stage > index ? after : before));
      return { ...change, versions: stages };
    }),
  );
  return prover.judgeParts(changes, limits).verdict === 'safe';
}

/** What is applied in the mixture has to wait for what is not yet. False: there is nothing to be learnt. */
function learn(order: Order, { mixture }: CounterExample, unitOf: UnitOf): boolean {
  const applied = mixture.filter(({ version }) => version > 0).map(({ change }) => unitOf(change));
  const waiting = mixture.filter(({ version }) => version === 0).map(({ change }) => unitOf(change));
  let isNew = false;
  for (const later of applied) {
    for (const earlier of waiting) if (earlier !== later) isNew = order.add(earlier, later) || isNew;
  }
  return isNew;
}

/** Too many objects for one proof: one half after the other. */
function halves(order: Order, { undecided }: Proved, part: readonly ChangedObject[], unitOf: UnitOf): boolean {
  const units = [...new Set(part.map(unitOf))].sort();
  if (undecided.length === 0 || units.length < 2) return false;
  const middle = units.length >> 1;
  for (const earlier of units.slice(0, middle)) for (const later of units.slice(middle)) order.add(earlier, later);
  return true;
}

/** Units with what has to go before what. */
class Order {
  readonly #before = new Map<string, Set<string>>();

  constructor(units: readonly string[]) {
    for (const unit of units) this.#before.set(unit, new Set());
  }

  add(earlier: string, later: string): boolean {
    const known = this.#before.get(later);
    if (!known || known.has(earlier)) return false;
    known.add(earlier);
    return true;
  }

  /** Undefined: some would have to go before themselves. */
  layers(): readonly ReadonlySet<string>[] | undefined {
    const left = new Map(this.#before);
    const layers: Set<string>[] = [];
    while (left.size > 0) {
      const layer = new Set(
        [...left].filter(([, before]) => ![...before].some((unit) => left.has(unit))).map(([unit]) => unit),
      );
      if (layer.size === 0) return undefined;
      for (const unit of layer) left.delete(unit);
      layers.push(layer);
    }
    return layers;
  }
}
