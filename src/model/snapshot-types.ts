import type { Place } from '../diagnostics/diagnostic.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import type { Inventory } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { TrafficSettings } from '../policies/settings.ts';
import type { AccessPolicySnapshot, JwtAuthenticationSnapshot } from './access/access-snapshot.ts';
import type { HelmSettings } from './install/helm-settings.ts';
import type { ProxySnapshots } from './proxies/proxy-snapshot.ts';
import type { RouteSnapshot } from './routes/route-snapshot.ts';
import type { CanarySpec, GateSpec, GitOpsSpec, RolloutWaveSpec, UndeclaredCaller } from './specs.ts';
import type { NamespacesSnapshot } from './topology/namespace-snapshot.ts';

export type * from './access/access-snapshot.ts';
export type * from './install/helm-settings.ts';
export type * from './proxies/proxy-snapshot.ts';
export type * from './routes/route-snapshot.ts';
export type { TextMatch } from './specs.ts';
export type * from './topology/namespace-snapshot.ts';

/** The construct tree frozen to plain, sorted, read-only data. Nothing behind this line sees a construct. */
export interface Snapshot {
  readonly meshes: readonly MeshSnapshot[];
  /** What the author accepts of what will be found. */
  readonly suppressions: readonly Suppression[];
}

export interface MeshSnapshot extends Declared, ProxySnapshots {
  readonly name: string;
  readonly inventory: Inventory;
  /** Milliseconds. */
  readonly propagation: number;
  readonly gates: readonly GateSpec[];
  /** What applies the folders; undefined: nobody said. */
  readonly gitops?: GitOpsSpec;
  /** Clusters that are given up, and how far; undefined: none. */
  readonly decommissioned?: Readonly<Record<string, 'close' | 'empty'>>;
  /** Namespaces whose labels are written; undefined: none. */
  readonly namespaces?: NamespacesSnapshot;
  /** What the values of Istio's charts say beyond the rest, by cluster; undefined: none are written. */
  readonly helm?: Readonly<Record<string, HelmSettings>>;
  readonly trafficPolicies: readonly TrafficPolicySnapshot[];
  readonly routes: readonly RouteSnapshot[];
  readonly mutualTls: readonly MutualTlsSnapshot[];
  readonly accessPolicies: readonly AccessPolicySnapshot[];
  readonly jwtAuthentications: readonly JwtAuthenticationSnapshot[];
  readonly canaries: readonly CanarySnapshot[];
  /** What the author says of the order of clusters; more than one is a diagnostic. */
  readonly waves: readonly RolloutWavesSnapshot[];
  /** Objects that the author put under a cluster: low-level Istio objects and any other Kubernetes object. */
  readonly objects: readonly UserObject[];
  /** Author's places of clusters, services and gateways, by `cluster/<name>`, `service/<key>`, `gateway/<key>`. */
  readonly places: Readonly<Record<string, Place | undefined>>;
}

export interface Declared {
  readonly at: Place | undefined;
}

/** What a policy applies to, from the widest to the narrowest; the order of DESIGN's precedence. */
export type Subject =
  | { readonly kind: 'mesh' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'version'; readonly service: string; readonly version: string }
  | { readonly kind: 'port'; readonly service: string; readonly port: string };

/** A policy's place in the precedence: its subject, and the clusters that `in` names (undefined: all). */
export interface Scoped extends Declared {
  readonly id: string;
  readonly subject: Subject;
  readonly in: readonly string[] | undefined;
}

export interface TrafficPolicySnapshot extends Scoped {
  readonly settings: TrafficSettings;
}

export interface MutualTlsSnapshot extends Scoped {
  readonly mode: MutualTlsMode;
  readonly acknowledge: readonly UndeclaredCaller[];
}

/** Which connections a server accepts: only mutual TLS, mutual TLS and plaintext, or only plaintext. */
export type MutualTlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface CanarySnapshot extends Declared {
  readonly spec: CanarySpec;
}

export interface RolloutWavesSnapshot extends Declared {
  readonly id: string;
  readonly waves: readonly RolloutWaveSpec[];
}

export interface UserObject extends Declared {
  readonly cluster: string;
  readonly manifest: Manifest;
  /** Whether cdk8s made the name up from the construct's path. */
  readonly pathDerivedName: boolean;
}
