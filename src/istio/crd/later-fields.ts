import type { FieldPath } from '../field-path.ts';
import type { IstioKind } from '../generated/kinds.ts';

/** A field that Istio's main branch has and no release whose CRDs are in the tables. */
export interface LaterField {
  readonly kinds: readonly IstioKind[];
  /** The last steps of the way to it. */
  readonly field: string;
  /** All that it may be, where it is one of few words. */
  readonly values?: readonly string[];
}

/** Kept by hand, from the CRDs of Istio's main branch in August 2026: empty it when the next release is generated. */
const laterFields: readonly LaterField[] = [
  { kinds: ['DestinationRule'], field: 'loadBalancer.backendUtilization' },
  { kinds: ['EnvoyFilter'], field: 'match.listener.filterChain.transportSocket' },
  { kinds: ['Gateway', 'Sidecar'], field: 'tls.ecdhCurves' },
  { kinds: ['RequestAuthentication'], field: 'jwtRules[].presence', values: ['OPTIONAL', 'REQUIRED'] },
];

/** The field, if a release to come has it. */
export function laterField(kind: IstioKind, at: FieldPath): LaterField | undefined {
  const path = at.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('');
  return laterFields.find(({ kinds, field }) => kinds.includes(kind) && path.endsWith(`.${field}`));
}
