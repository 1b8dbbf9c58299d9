/** What is said of how Istio is installed, by name: part of the public interface. */
export type { ClusterGroup, ClusterList, ClusterOverrides, Clusters } from '../topology/cluster-group.ts';
export type { NetworkAddress } from '../topology/network.ts';
export type { ExposedIstiod, Revision } from '../topology/revision.ts';
export type {
  ExtensionProvider,
  FileAccessLog,
  GrpcAccessLog,
  GrpcAuthorizer,
  HttpAuthorizer,
  LogFormat,
  MaxTagLength,
  OpenTelemetryTracing,
  OtelLogFormat,
  ProviderGrpc,
  ProviderHeader,
  ProviderHttp,
  ProviderService,
  ZipkinTracing,
} from './extension-provider.ts';
export type {
  CniValues,
  GatewayValues,
  HelmSettings,
  IstiodValues,
  KubernetesFields,
  PodPlacement,
  Resources,
  SidecarValues,
} from './helm-settings.ts';
export type {
  CertificateAuthority,
  DefaultProviders,
  ExportTo,
  LabelRequirement,
  LabelSelector,
  MeshConfig,
  ServiceEntryVisibility,
  ServiceSettings,
  TlsLimits,
  TrustedRoot,
} from './mesh-config.ts';
export type { ProxyDefaults } from './proxy-defaults.ts';
