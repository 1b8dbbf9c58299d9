import type { IstioKind } from '../../istio/generated/kinds.ts';
import type { IstioVersion } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { textOf } from '../../istio/message.ts';
import type { Problems } from './problem.ts';

/** What Istio's verdict on an object depends on beside the object. */
export interface ValidationContext {
  /** Minor release of the istiod that judges. */
  readonly istio: IstioVersion;
  /** Whether istiod gives ServiceEntries without addresses one of its own. Istio's default: true. */
  readonly autoAllocatedAddresses?: boolean;
}

export const DEFAULT_CONTEXT: ValidationContext = { istio: '1.31' };

/** Reports what Istio's webhook would refuse or warn of in an object of one kind. Survives objects of any shape. */
export type Validator = (manifest: Manifest, problems: Problems, context: ValidationContext) => void;

export type Validators = Readonly<Record<IstioKind, Validator>>;

/** Of an object, whatever its shape: Kubernetes puts objects that name none into `default`. */
export function namespaceOf(manifest: Manifest): string {
  return textOf(manifest.metadata?.namespace) || 'default';
}
