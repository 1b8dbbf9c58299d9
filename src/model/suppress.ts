import type { IConstruct } from 'constructs';
import { captureOrigin, type Origin } from '../diagnostics/origin.ts';

/** What is accepted, why, and for how long. */
export interface SuppressProps {
  /** Code of the findings, as they print it. */
  readonly code: string;
  /** The object that a finding is about, `VirtualService shop/cart`; `*` stands for any characters. @default any */
  readonly object?: string;
  /** The field of that object, or one above it: `spec.http[0]`. @default any */
  readonly field?: string;
  /** Names of the clusters in which it is accepted. @default all */
  readonly clusters?: readonly string[];
  /** Why it may be so; printed with the finding. */
  readonly reason: string;
  /** The last day on which it is accepted, in UTC: `2027-01-31`. */
  readonly until: string;
}

/** The key of a construct's metadata under which suppressions are kept. */
const METADATA = 'meshwright:suppress';

/** A suppression as it was declared. */
export interface DeclaredSuppression {
  readonly props: SuppressProps;
  readonly origin: Origin;
}

/**
 * Accepts the findings of a code at a construct and at everything below it: they are still told, with the reason, and stop
 * nothing. Once the day is over, `meshwright check` and `meshwright synth` count them again and say so; `cdk8s synth`, whose
 * result depends on nothing but the source, does not look at the day. One that matches nothing is a finding itself.
 */
export function suppress(construct: IConstruct, props: SuppressProps): void {
  construct.node.addMetadata(METADATA, { props, origin: captureOrigin() } satisfies DeclaredSuppression);
}

/** The suppressions declared on a construct itself. */
export function suppressionsOn(construct: IConstruct): readonly DeclaredSuppression[] {
  return construct.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data as DeclaredSuppression);
}
