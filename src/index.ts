/** The public interface of Meshwright, by name. */
export { MeshApp, type MeshAppProps } from './app.ts';
export * from './gates/index.ts';
export type { Duration } from './istio/duration.ts';
export type { IstioVersion } from './istio/inventory.ts';
export type { Protocol } from './istio/protocol.ts';
export { AccessPolicy, type AccessPolicyProps, type CustomAccess } from './model/access/access-policy.ts';
export type { AccessCondition, AccessRule, AccessSource, CallerMatch, HttpMethod } from './model/access/access-rule.ts';
export { type OtherIdentity, otherIdentity, type TokenMatch } from './model/access/access-rule.ts';
export { JwtAuthentication, type JwtAuthenticationProps, type JwtIssuer } from './model/access/jwt-authentication.ts';
export { MutualTls, type MutualTlsProps } from './model/access/mutual-tls.ts';
export type { ArgoCdProps, ClusterGitOps, FluxProps, GitOps, GitOpsSource } from './model/install/gitops.ts';
export type * from './model/install/install-types.ts';
/** Every Istio kind as a typed low-level construct: what the constructs above cannot say yet stays sayable. */
export * as istio from './model/low-level/index.ts';
export type { NoVersion } from './model/no-version.ts';
export { EgressGateway, ExternalService, LocalRateLimit, VmWorkloads } from './model/outside/beyond.ts';
export type * from './model/outside/beyond-types.ts';
export { ProxyConfig, SidecarScope, Telemetry, WasmPlugin } from './model/proxies/proxies.ts';
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
} from './model/rollouts/canary.ts';
export { move, type ServiceMove, type Versions } from './model/rollouts/move.ts';
export { type RolloutWave, RolloutWaves, type RolloutWavesProps } from './model/rollouts/rollout-waves.ts';
export { type Percent, permille, type Tenths, type Weight } from './model/rollouts/weight.ts';
export { Route, type RouteProps } from './model/routes/route.ts';
export type { PathMatch, RouteMatch, StringMatch } from './model/routes/route-match.ts';
export { TrafficPolicy, type TrafficPolicyProps } from './model/routes/traffic-policy.ts';
export type { MutualTlsMode } from './model/snapshot-types.ts';
export type { GateSpec, UndeclaredCaller } from './model/specs.ts';
export { type SuppressProps, suppress } from './model/suppress.ts';
export { Cluster, type ClusterProps } from './model/topology/cluster.ts';
export { clusterGroup } from './model/topology/cluster-group.ts';
export {
  type GatewayPort,
  type GatewayTls,
  IngressGateway,
  type IngressGatewayProps,
} from './model/topology/ingress-gateway.ts';
export { Mesh, type MeshProps } from './model/topology/mesh.ts';
export { type DataPlane, Namespace, type NamespaceProps } from './model/topology/namespace.ts';
export { Network, type NetworkProps } from './model/topology/network.ts';
export {
  type ClientRate,
  type RunsIn,
  Service,
  type ServiceHandle,
  type ServicePort,
  type ServiceProps,
} from './model/topology/service.ts';
