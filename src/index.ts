/** The public interface of Meshwright, by name. */
export { MeshApp, type MeshAppProps } from './app.ts';
export * from './gates/index.ts';
export type { Duration } from './istio/duration.ts';
export type { IstioVersion } from './istio/inventory.ts';
export type { Protocol } from './istio/protocol.ts';
export { AccessPolicy, type AccessPolicyProps, type CustomAccess } from './model/access-policy.ts';
export type { AccessCondition, AccessRule, AccessSource, CallerMatch, HttpMethod } from './model/access-rule.ts';
export { type OtherIdentity, otherIdentity, type TokenMatch } from './model/access-rule.ts';
export { EgressGateway, ExternalService, LocalRateLimit, VmWorkloads } from './model/beyond.ts';
export type * from './model/beyond-types.ts';
export {
  Canary,
  type CanaryProps,
  type Cohort,
  type CookieMatch,
  type Mirror,
  type StickyCookie,
  type Wave,
  type WaveCluster,
  type Weights,
} from './model/canary.ts';
export { Cluster, type ClusterProps } from './model/cluster.ts';
export { clusterGroup } from './model/cluster-group.ts';
export type { ArgoCdProps, ClusterGitOps, FluxProps, GitOps, GitOpsSource } from './model/gitops.ts';
export {
  type GatewayPort,
  type GatewayTls,
  IngressGateway,
  type IngressGatewayProps,
} from './model/ingress-gateway.ts';
export type * from './model/install-types.ts';
export { JwtAuthentication, type JwtAuthenticationProps, type JwtIssuer } from './model/jwt-authentication.ts';
/** Every Istio kind as a typed low-level construct: what the constructs above cannot say yet stays sayable. */
export * as istio from './model/low-level/index.ts';
export { Mesh, type MeshProps } from './model/mesh.ts';
export { move, type ServiceMove, type Versions } from './model/move.ts';
export { MutualTls, type MutualTlsProps } from './model/mutual-tls.ts';
export { type DataPlane, Namespace, type NamespaceProps } from './model/namespace.ts';
export { Network, type NetworkProps } from './model/network.ts';
export type { NoVersion } from './model/no-version.ts';
export { ProxyConfig, SidecarScope, Telemetry, WasmPlugin } from './model/proxies.ts';
export { type RolloutWave, RolloutWaves, type RolloutWavesProps } from './model/rollout-waves.ts';
export { Route, type RouteProps } from './model/route.ts';
export type { PathMatch, RouteMatch, StringMatch } from './model/route-match.ts';
export {
  type ClientRate,
  type RunsIn,
  Service,
  type ServiceHandle,
  type ServicePort,
  type ServiceProps,
} from './model/service.ts';
export type { MutualTlsMode } from './model/snapshot-types.ts';
export type { GateSpec, UndeclaredCaller } from './model/specs.ts';
export { type SuppressProps, suppress } from './model/suppress.ts';
export { TrafficPolicy, type TrafficPolicyProps } from './model/traffic-policy.ts';
export { type Percent, permille, type Tenths, type Weight } from './model/weight.ts';
