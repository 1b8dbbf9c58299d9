import type { FieldPath } from '../../istio/field-path.ts';
import type { Cursor } from './cursor.ts';

/** One rule of Istio's validating webhook that an object breaks. */
export interface Problem {
  readonly path: FieldPath;
  /** `error`: the webhook refuses the object. `warning`: it lets the object in and says so. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, a sentence without a full stop that begins in lower case: "weights of several routes add up to 0". */
  readonly message: string;
  /** What to do, a sentence. Default: one that names Istio's reference of the kind. */
  readonly hint?: string;
  /** Codes of `istioctl analyze` that say just this, beside the general IST0106 (errors) and IST0133 (warnings). */
  readonly equivalents?: readonly string[];
}

/** Rules that depend on nothing but a part of an object. */
export type PartRules<T> = (part: T, at: Cursor) => void;

/**
 * The parts of objects in which some rules found nothing. Objects that a program made often have parts in common; none
 * may change while it is remembered.
 */
export class Faultless {
  readonly #parts = new Map<unknown, Set<unknown>>();
  readonly #sequences = new Map<string, Map<unknown, readonly unknown[]>>();

  has(rules: unknown, part: unknown): boolean {
    return this.#parts.get(rules)?.has(part) ?? false;
  }

  add(rules: unknown, part: unknown): void {
    const known = this.#parts.get(rules);
    if (known) known.add(part);
    else this.#parts.set(rules, new Set([part]));
  }

  /** Whether these very parts, in this order, are without a fault together. */
  hasSequence(what: string, parts: readonly unknown[]): boolean {
    const known = this.#sequences.get(what)?.get(parts[0]);
    return known?.length === parts.length && known.every((part, index) => part === parts[index]);
  }

  /** Of those that begin alike the last is remembered. */
  addSequence(what: string, parts: readonly unknown[]): void {
    const known = this.#sequences.get(what);
    if (known) known.set(parts[0], parts);
    else this.#sequences.set(what, new Map([[parts[0], parts]]));
  }
}

/** Collects problems while a validator walks an object. */
export class Problems {
  readonly found: Problem[] = [];
  readonly faultless: Faultless | undefined;

  constructor(faultless?: Faultless) {
    this.faultless = faultless;
  }

  /** Applies rules to a part, and remembers it if they find nothing. */
  once<T>(rules: PartRules<T>, part: T, at: Cursor): void {
    const before = this.found.length;
    rules(part, at);
    if (this.found.length === before) this.faultless?.add(rules, part);
  }

  error(path: FieldPath, message: string, hint?: string): void {
    this.found.push({ path, severity: 'error', message, ...(hint !== undefined && { hint }) });
  }

  /** @param equivalents codes of `istioctl analyze` that say just this */
  warn(path: FieldPath, message: string, hint?: string, equivalents?: readonly string[]): void {
    this.found.push({
      path,
      severity: 'warning',
      message,
      ...(hint !== undefined && { hint }),
      ...(equivalents !== undefined && { equivalents }),
    });
  }
}
