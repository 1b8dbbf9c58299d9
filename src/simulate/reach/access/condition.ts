import type { Aspect } from '../../routed.ts';
import type { AccessRequest } from './request.ts';
import { not, some, type Tri } from './tri.ts';

/** One field of a rule with the values that it takes and those that it refuses. */
export interface Condition {
  /** As authors write it: `principals`, `request.headers[x]`. */
  readonly field: string;
  /** Means something on HTTP only. */
  readonly httpOnly: boolean;
  /** Looks at something that simulated requests do not have. */
  readonly opaque: boolean;
  /** What of a request it looks at, beside who sends it and where to. */
  readonly looksAt: Aspect | undefined;
  readonly values: readonly Predicate[];
  readonly notValues: readonly Predicate[];
  /** How many values stand in the object but cannot be read. */
  readonly broken: number;
}

export type Predicate = (request: AccessRequest) => Tri;

export function holds(condition: Condition, request: AccessRequest): Tri {
  const { values, notValues } = condition;
  const positive: Tri = values.length === 0 ? 'yes' : some(values, (value) => value(request));
  if (positive === 'no' || notValues.length === 0) return positive;
  const negative = not(some(notValues, (value) => value(request)));
  return negative === 'yes' ? positive : negative;
}

export interface Kind {
  readonly httpOnly?: boolean;
  readonly opaque?: boolean;
  readonly looksAt?: Aspect;
  /** Undefined: not readable. */
  readonly predicate: (value: string) => Predicate | undefined;
}

/** Undefined where the field lists nothing: then it says nothing. */
export function condition(
  field: string,
  kind: Kind,
  values: readonly string[],
  notValues: readonly string[],
): Condition | undefined {
  if (values.length === 0 && notValues.length === 0) return undefined;
  const read = (list: readonly string[]) => list.flatMap((value) => kind.predicate(value) ?? []);
  const [positive, negative] = [read(values), read(notValues)];
  return {
    field,
    httpOnly: kind.httpOnly ?? false,
    opaque: kind.opaque ?? false,
    looksAt: kind.looksAt,
    values: positive,
    notValues: negative,
    broken: values.length + notValues.length - positive.length - negative.length,
  };
}
