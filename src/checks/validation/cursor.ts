import type { FieldPath } from '../../istio/field-path.ts';
import { type PartRules, Problems } from './problem.ts';

/** A field of the object that is judged. Paths are spelled out only for problems: most objects have none. */
export class Cursor {
  readonly #problems: Problems;
  readonly #parent: Cursor | undefined;
  readonly #step: string | number;

  constructor(problems: Problems, step: string | number, parent?: Cursor) {
    this.#problems = problems;
    this.#step = step;
    this.#parent = parent;
  }

  at(step: string | number): Cursor {
    return new Cursor(this.#problems, step, this);
  }

  /** Applies rules to the message or the list that is a field here, which objects may have in common. */
  once<T>(rules: PartRules<T>, step: string, part: T): void {
    if (!this.#problems.faultless?.has(rules, part)) this.#problems.once(rules, part, this.at(step));
  }

  /** The same field, for rules whose warnings Istio loses on their way to the user. */
  errorsOnly(): Cursor {
    return new Cursor(new ErrorsOnly(this.#problems), this.#step, this.#parent);
  }

  get path(): FieldPath {
    const steps: (string | number)[] = [];
    for (let cursor: Cursor | undefined = this; cursor; cursor = cursor.#parent) steps.push(cursor.#step);
    return steps.reverse();
  }

  error(message: string, hint?: string): void {
    this.#problems.error(this.path, message, hint);
  }

  /** @param equivalents codes of `istioctl analyze` that say just this */
  warn(message: string, hint?: string, equivalents?: readonly string[]): void {
    this.#problems.warn(this.path, message, hint, equivalents);
  }
}

class ErrorsOnly extends Problems {
  readonly #outer: Problems;

  constructor(outer: Problems) {
    super();
    this.#outer = outer;
  }

  override once<T>(rules: PartRules<T>, part: T, at: Cursor): void {
    rules(part, at);
  }

  override error(path: FieldPath, message: string, hint?: string): void {
    this.#outer.error(path, message, hint);
  }

  override warn(): void {}
}
