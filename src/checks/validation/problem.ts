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

/** Rules that depend on nothing but the list. */
export type ListRules = (list: readonly unknown[], at: Cursor) => void;

/**
 * The lists in which some rules found nothing. Objects that a program made often have lists in common; none may change
 * while it is remembered.
 */
export type FaultlessParts = Map<ListRules, Set<unknown>>;

/** Collects problems while a validator walks an object. */
export class Problems {
  readonly found: Problem[] = [];
  readonly #faultless: FaultlessParts | undefined;

  constructor(faultless?: FaultlessParts) {
    this.#faultless = faultless;
  }

  /** Whether the rules found nothing in this very list before. */
  isFaultless(rules: ListRules, list: readonly unknown[]): boolean {
    return this.#faultless?.get(rules)?.has(list) ?? false;
  }

  /** Applies rules to a list, and remembers it if they find nothing. */
  once(rules: ListRules, list: readonly unknown[], at: Cursor): void {
    const before = this.found.length;
    rules(list, at);
    if (!this.#faultless || this.found.length > before) return;
    const known = this.#faultless.get(rules);
    if (known) known.add(list);
    else this.#faultless.set(rules, new Set([list]));
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
