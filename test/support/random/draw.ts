import type fc from 'fast-check';

/** Random choices by name. Every choice shrinks towards its first option, chances towards "no". */
export class Draw {
  readonly #g: fc.GeneratorValue;
  readonly #fc: typeof fc;

  constructor(g: fc.GeneratorValue, lib: typeof fc) {
    this.#g = g;
    this.#fc = lib;
  }

  int(min: number, max: number): number {
    return this.#g(this.#fc.integer, { min, max });
  }

  chance(percent: number): boolean {
    return this.int(0, 99) >= 100 - percent;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.int(0, options.length - 1)] as T;
  }

  /** Some of the options, at least one, in their order. */
  some<T>(options: readonly T[], percent = 50): [T, ...T[]] {
    const sure = this.pick(options);
    return options.filter((option) => option === sure || this.chance(percent)) as [T, ...T[]];
  }

  /** The value, or undefined in the rest of the cases. */
  maybe<T>(percent: number, value: () => T): T | undefined {
    return this.chance(percent) ? value() : undefined;
  }

  of<T>(arbitrary: () => fc.Arbitrary<T>): T {
    return this.#g(arbitrary);
  }

  list<T>(min: number, max: number, item: (index: number) => T): T[] {
    return Array.from({ length: this.int(min, max) }, (_, index) => item(index));
  }

  /** Whole parts that add up to `total`, each at least one. */
  parts(count: number, total: number): number[] {
    let left = total;
    return Array.from({ length: count }, (_, i) => {
      const part = i === count - 1 ? left : this.int(1, left - (count - 1 - i));
      left -= part;
      return part;
    });
  }
}

/** An object without the keys whose value is undefined: `exactOptionalPropertyTypes` made easy. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
