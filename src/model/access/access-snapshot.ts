import type { AccessAction, OperationField, SourceField } from '../../istio/access-fields.ts';
import type { JWTRule } from '../../istio/generated/types/index.ts';
import type { Scoped } from '../snapshot-types.ts';
import type { UndeclaredCaller } from '../specs.ts';

export interface AccessPolicySnapshot extends Scoped {
  /** Rules by what they decide; an action that is not there is not set. */
  readonly rules: Readonly<Partial<Record<AccessAction, readonly AccessRuleSnapshot[]>>>;
  /** Who decides about the requests of `custom`. */
  readonly provider: string | undefined;
  /** Evaluated and reported, not enforced. */
  readonly dryRun: boolean;
  readonly acknowledge: readonly UndeclaredCaller[];
}

export interface AccessRuleSnapshot {
  /** Alternatives; empty never occurs. */
  readonly from: readonly AccessSourceSnapshot[];
  readonly token: 'any' | 'none' | TokenSnapshot | undefined;
  /** Sorted, and never empty; ports of a service by name, others by number. */
  readonly operation: Readonly<Partial<Record<OperationField, readonly string[]>>>;
  readonly when: readonly ConditionSnapshot[];
}

export type AccessSourceSnapshot =
  | CallerSnapshot
  | SourceMatchSnapshot
  | { readonly kind: 'anyone' }
  | { readonly kind: 'mesh' };

/** A caller that has a name; `trustDomain` undefined: those of the mesh's clusters. */
export type CallerSnapshot =
  | { readonly kind: 'service' | 'gateway'; readonly key: string }
  | {
      readonly kind: 'identity';
      readonly trustDomain: string | undefined;
      readonly namespace: string;
      readonly serviceAccount: string;
    };

export interface SourceMatchSnapshot {
  readonly kind: 'match';
  readonly identities: readonly CallerSnapshot[];
  readonly notIdentities: readonly CallerSnapshot[];
  /** Sorted, and never empty. */
  readonly fields: Readonly<Partial<Record<SourceField, readonly string[]>>>;
}

export interface TokenSnapshot {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
  readonly presenters: readonly string[];
  /** Sorted by name. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

export interface ConditionSnapshot {
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

export interface JwtAuthenticationSnapshot extends Scoped {
  readonly issuers: readonly JWTRule[];
  /** Whether requests without a valid token are refused, and which of them are not. */
  readonly required: JwtExceptions | undefined;
  readonly acknowledge: readonly UndeclaredCaller[];
}

/** Requests let in without a token; both empty: none. */
export interface JwtExceptions {
  readonly paths: readonly string[];
  readonly methods: readonly string[];
}
