import type { IstioVersion } from '../../istio/inventory.ts';

/** One of the istiods of a cluster: several run beside each other while it is upgraded. */
export interface Revision {
  /** Whether it serves namespaces and pods that ask for no revision. @default true where it is the only one */
  readonly default?: boolean;
  /**
   * Names that namespaces can ask for in its place, so that an upgrade moves a name and not every namespace's label.
   * @see https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels
   */
  readonly tags?: readonly string[];
  /** Its minor release, where that is later than the cluster's `istio`, which is the oldest one. @default the cluster's */
  readonly istio?: IstioVersion;
  /** Release of its images, as `tag` of `helm`. @default that of `helm` */
  readonly image?: string;
}

/** That other clusters reach a cluster's istiod, through its east-west gateway. */
export interface ExposedIstiod {
  /** Host name or IP address of that gateway as the other clusters see it. */
  readonly address: string;
}
