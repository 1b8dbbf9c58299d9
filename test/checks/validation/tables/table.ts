import type { IstioKind } from '../../../../src/istio/generated/kinds.ts';

/**
 * A spec, and what is to be said of it: `error spec.host: is not a host` for a problem at that path whose message
 * holds the rest. A spec with no problems behind it is the near miss that must pass.
 */
export type Row = readonly [spec: unknown, ...problems: string[]];

export interface Table {
  readonly kind: IstioKind;
  readonly apiVersion: string;
  readonly rows: readonly Row[];
}
