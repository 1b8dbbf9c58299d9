import type {
  AccessPolicyProps,
  CanaryProps,
  Cohort,
  GatewayPort,
  HttpMethod,
  IstioVersion,
  MeshProps,
  MutualTlsMode,
  NetworkProps,
  RouteMatch,
  RouteProps,
  ServicePort,
  TrafficPolicyProps,
} from 'meshwright';
import type { GuardDescription } from './guards.ts';

/** A mesh as plain data: the properties of its constructs, with ids in the place of handles. */
export interface MeshDescription {
  readonly id: string;
  readonly props: MeshProps;
  readonly networks: readonly { readonly id: string; readonly props: NetworkProps }[];
  readonly clusters: readonly ClusterDescription[];
  readonly waves?: readonly RolloutWaveDescription[] | undefined;
  readonly gateways: readonly GatewayDescription[];
  readonly services: readonly ServiceDescription[];
  readonly trafficPolicies: readonly TrafficPolicyDescription[];
  readonly routes: readonly RouteDescription[];
  readonly mutualTls: readonly MutualTlsDescription[];
  readonly accessPolicies: readonly AccessPolicyDescription[];
  readonly canaries: readonly CanaryDescription[];
  readonly objects: readonly ObjectDescription[];
  readonly guards: readonly GuardDescription[];
}

export interface ClusterDescription {
  readonly id: string;
  readonly region: string;
  readonly network: string;
  readonly istio: IstioVersion;
  /** Id of another cluster, whose istiod serves it. */
  readonly controlPlane?: string | undefined;
  readonly namespace?: string | undefined;
}

export interface RolloutWaveDescription {
  readonly clusters: readonly string[];
  readonly bake: '0s' | '30m' | '24h';
}

export interface GatewayDescription {
  readonly id: string;
  readonly hosts: readonly [string, ...string[]];
  readonly in: readonly string[];
  readonly namespace?: string | undefined;
  readonly selector?: Readonly<Record<string, string>> | undefined;
  readonly serviceAccount?: string | undefined;
  readonly ports?: Readonly<Record<string, number | GatewayPort>> | undefined;
  readonly name?: string | undefined;
}

/** Id of a service or a gateway; all ids of a mesh differ. */
export type CallerId = string;

export interface ServiceDescription {
  readonly id: string;
  readonly namespace: string;
  readonly ports: Readonly<Record<string, number | ServicePort>>;
  readonly versions?: readonly string[] | undefined;
  readonly stable?: string | undefined;
  readonly runsIn: readonly (string | RunsInDescription)[];
  readonly requestsPerSecond?: number | readonly { readonly from: string; readonly rate: number }[] | undefined;
  readonly callers?: 'any' | readonly CallerId[] | undefined;
  readonly serviceAccount?: string | undefined;
  readonly sidecar?: boolean | undefined;
  readonly workload?: Readonly<Record<string, string>> | undefined;
  readonly versionLabel?: string | undefined;
  readonly name?: string | undefined;
}

export interface RunsInDescription {
  readonly cluster: string;
  readonly versions?: readonly string[] | undefined;
  readonly replicas?: number | Readonly<Record<string, number>> | undefined;
}

/** `on` is the id of a service, or undefined for the mesh. */
export interface TrafficPolicyDescription {
  readonly id: string;
  readonly on: string | undefined;
  readonly in?: readonly string[] | undefined;
  readonly props: Omit<TrafficPolicyProps<string, string>, 'in'>;
}

export interface RouteDescription {
  readonly id: string;
  readonly service: string;
  readonly match?: RouteMatch | readonly RouteMatch[] | undefined;
  /** Tenths of a per cent. */
  readonly to?: Readonly<Record<string, number>> | undefined;
  /** Changes to headers of versions of `to`. */
  readonly versionHeaders?: Readonly<Record<string, RouteProps<string, string>['headers']>> | undefined;
  /** Gateways, and `'mesh'`. */
  readonly on?: readonly string[] | undefined;
  /** `percent` in tenths. */
  readonly mirrors?: readonly { readonly to: string; readonly percent: number }[] | undefined;
  readonly rewrite?: RouteProps<string, string>['rewrite'] | undefined;
  readonly headers?: RouteProps<string, string>['headers'] | undefined;
  readonly settings?: RouteProps<string, string>['settings'] | undefined;
  readonly redirect?: RouteProps<string, string>['redirect'] | undefined;
  readonly directResponse?: RouteProps<string, string>['directResponse'] | undefined;
  readonly name?: string | undefined;
  /** Service whose requests the match is narrowed to. */
  readonly from?: string | undefined;
  readonly hosts?: readonly [string, ...string[]] | undefined;
  readonly port?: string | undefined;
  readonly precedence?: number | undefined;
}

export interface MutualTlsDescription {
  readonly id: string;
  readonly on: string | undefined;
  readonly mode: MutualTlsMode;
  readonly in?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly port?: string | undefined;
  readonly acknowledge?: readonly ['plaintext'] | undefined;
}

export interface AccessPolicyDescription {
  readonly id: string;
  readonly service: string;
  readonly in?: readonly string[] | undefined;
  readonly allow: readonly {
    /** One id stands for a handle, a list for a list of them. */
    readonly from: CallerId | readonly CallerId[];
    readonly methods?: readonly [HttpMethod, ...HttpMethod[]] | undefined;
    readonly paths?: readonly [string, ...string[]] | undefined;
    readonly ports?: readonly [string, ...string[]] | undefined;
  }[];
  readonly dryRun?: boolean | undefined;
  readonly acknowledge?: AccessPolicyProps<string>['acknowledge'] | undefined;
}

export interface CanaryDescription {
  readonly id: string;
  readonly service: string;
  readonly from: string;
  readonly to: string;
  /** Other services that move with it. */
  readonly with?: readonly { readonly service: string; readonly from: string; readonly to: string }[] | undefined;
  /** Weights in tenths of a per cent. */
  readonly waves: readonly {
    readonly clusters: readonly string[];
    readonly weights: readonly number[];
    /** Those of clusters with their own. */
    readonly own?: Readonly<Record<string, readonly number[]>> | undefined;
    readonly bake: '30m' | '1h' | '0s';
  }[];
  readonly order?: 'wave-major' | 'step-major' | undefined;
  /** Share in tenths of a per cent. */
  readonly mirror?: { readonly percent: number; readonly bake: '30m' | '1h' } | undefined;
  readonly cohort?: Cohort | undefined;
  readonly gates?: readonly ('bake' | 'applied')[] | undefined;
  readonly pinToCluster?: boolean | undefined;
  /** Tenths of a per cent. */
  readonly maxShareLeavingCluster?: number | undefined;
  readonly maxOnCanary?: CanaryProps<string, string>['maxOnCanary'] | undefined;
  readonly ifUnderWay?: CanaryProps<string, string>['ifUnderWay'] | undefined;
}

/** An object of the author's own: `kind` alone means the low-level construct, with `apiVersion` a raw ApiObject. */
export interface ObjectDescription {
  readonly id: string;
  readonly cluster: string;
  readonly apiVersion?: string | undefined;
  readonly kind: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}
