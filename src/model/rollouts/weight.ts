import type { Permille } from '../specs.ts';

type UpTo<N extends number, Seen extends number[] = []> = Seen['length'] extends N
  ? Seen[number] | N
  : UpTo<N, [...Seen, Seen['length']]>;

/** Share of requests in per cent: a whole number from 0 to 100. `permille(5)` says half a per cent. */
export type Percent = UpTo<100>;

/** A share in tenths of a per cent, made by `permille`. */
export interface Tenths {
  /** Tenths of a per cent, 0 to 1000. */
  readonly permille: number;
}

/** Share of requests: a whole percentage, or tenths of a per cent made by `permille`. */
export type Weight = Percent | Tenths;

/** A share in tenths of a per cent, 0 to 1000: `permille(5)` is 0.5 %. */
export function permille(tenths: number): Tenths {
  return { permille: tenths };
}

/** The weight in tenths of a per cent; NaN for what the compiler would have refused. */
export function toPermille(weight: Weight): Permille {
  const tenths = typeof weight === 'number' ? weight * 10 : (weight?.permille ?? Number.NaN);
  return Number.isInteger(tenths) && tenths >= 0 && tenths <= 1000 ? tenths : Number.NaN;
}
