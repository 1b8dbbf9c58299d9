// What Istio's CRDs do not tell: the names of Istio's messages and where its reference describes them.
// One row names one structure, whatever number of paths lead to it; `where` is the kind or the owner's name + field.
// A message nested in another keeps its bare name where that speaks for itself, else it is prefixed with its owner's.

export const referenceRoot = 'https://istio.io/latest/docs/reference/config';

/** [where, name of the type, places in Istio's reference (a space between several)] */
type Row = readonly [where: string, name: string, place: string];

const kinds: readonly Row[] = [
  ['AuthorizationPolicy', 'AuthorizationPolicySpec', 'security/authorization-policy#AuthorizationPolicy'],
  ['DestinationRule', 'DestinationRuleSpec', 'networking/destination-rule#DestinationRule'],
  ['EnvoyFilter', 'EnvoyFilterSpec', 'networking/envoy-filter#EnvoyFilter'],
  ['Gateway', 'GatewaySpec', 'networking/gateway#Gateway'],
  ['PeerAuthentication', 'PeerAuthenticationSpec', 'security/peer_authentication#PeerAuthentication'],
  ['ProxyConfig', 'ProxyConfigSpec', 'networking/proxy-config#ProxyConfig'],
  ['RequestAuthentication', 'RequestAuthenticationSpec', 'security/request_authentication#RequestAuthentication'],
  ['ServiceEntry', 'ServiceEntrySpec', 'networking/service-entry#ServiceEntry'],
  ['Sidecar', 'SidecarSpec', 'networking/sidecar#Sidecar'],
  ['Telemetry', 'TelemetrySpec', 'telemetry#Telemetry'],
  ['TrafficExtension', 'TrafficExtensionSpec', 'proxy_extensions/traffic_extension#TrafficExtension'],
  ['VirtualService', 'VirtualServiceSpec', 'networking/virtual-service#VirtualService'],
  ['WasmPlugin', 'WasmPluginSpec', 'proxy_extensions/wasm-plugin#WasmPlugin'],
  ['WorkloadEntry', 'WorkloadEntrySpec', 'networking/workload-entry#WorkloadEntry'],
  ['WorkloadGroup', 'WorkloadGroupSpec', 'networking/workload-group#WorkloadGroup'],
];

const rule = 'networking/destination-rule';
const destinationRule: readonly Row[] = [
  ['DestinationRuleSpec.trafficPolicy', 'TrafficPolicy', `${rule}#TrafficPolicy`],
  ['DestinationRuleSpec.subsets', 'Subset', `${rule}#Subset`],
  ['TrafficPolicy.loadBalancer', 'LoadBalancerSettings', `${rule}#LoadBalancerSettings`],
  ['TrafficPolicy.connectionPool', 'ConnectionPoolSettings', `${rule}#ConnectionPoolSettings`],
  ['TrafficPolicy.outlierDetection', 'OutlierDetection', `${rule}#OutlierDetection`],
  ['TrafficPolicy.tls', 'ClientTLSSettings', `${rule}#ClientTLSSettings`],
  ['TrafficPolicy.portLevelSettings', 'PortTrafficPolicy', `${rule}#TrafficPolicy-PortTrafficPolicy`],
  ['TrafficPolicy.tunnel', 'TunnelSettings', `${rule}#TrafficPolicy-TunnelSettings`],
  ['TrafficPolicy.proxyProtocol', 'ProxyProtocol', `${rule}#TrafficPolicy-ProxyProtocol`],
  ['TrafficPolicy.retryBudget', 'RetryBudget', `${rule}#TrafficPolicy-RetryBudget`],
  ['LoadBalancerSettings.consistentHash', 'ConsistentHashLB', `${rule}#LoadBalancerSettings-ConsistentHashLB`],
  ['LoadBalancerSettings.localityLbSetting', 'LocalityLoadBalancerSetting', `${rule}#LocalityLoadBalancerSetting`],
  ['LoadBalancerSettings.zoneAwareLbSetting', 'ZoneAwareLoadBalancerSetting', `${rule}#ZoneAwareLoadBalancerSetting`],
  ['LoadBalancerSettings.warmup', 'WarmupConfiguration', `${rule}#WarmupConfiguration`],
  ['LocalityLoadBalancerSetting.distribute', 'LocalityDistribute', `${rule}#LocalityLoadBalancerSetting-Distribute`],
  [
    'LocalityLoadBalancerSetting.failover',
    'LocalityFailover',
    `${rule}#LocalityLoadBalancerSetting-Failover ${rule}#ZoneAwareLoadBalancerSetting-Failover`,
  ],
  ['ConsistentHashLB.httpCookie', 'HTTPCookie', `${rule}#LoadBalancerSettings-ConsistentHashLB-HTTPCookie`],
  [
    'HTTPCookie.attributes',
    'HTTPCookieAttribute',
    `${rule}#LoadBalancerSettings-ConsistentHashLB-HTTPCookie-Attribute`,
  ],
  ['ConsistentHashLB.maglev', 'MagLev', `${rule}#LoadBalancerSettings-ConsistentHashLB-MagLev`],
  ['ConsistentHashLB.ringHash', 'RingHash', `${rule}#LoadBalancerSettings-ConsistentHashLB-RingHash`],
  ['ConnectionPoolSettings.http', 'HTTPSettings', `${rule}#ConnectionPoolSettings-HTTPSettings`],
  ['ConnectionPoolSettings.tcp', 'TCPSettings', `${rule}#ConnectionPoolSettings-TCPSettings`],
  [
    'HTTPSettings.http2KeepAlive',
    'ConnectionKeepalive',
    `${rule}#ConnectionPoolSettings-HTTPSettings-ConnectionKeepalive`,
  ],
  ['TCPSettings.tcpKeepalive', 'TcpKeepalive', `${rule}#ConnectionPoolSettings-TCPSettings-TcpKeepalive`],
];

const service = 'networking/virtual-service';
const virtualService: readonly Row[] = [
  ['VirtualServiceSpec.http', 'HTTPRoute', `${service}#HTTPRoute`],
  ['VirtualServiceSpec.tls', 'TLSRoute', `${service}#TLSRoute`],
  ['VirtualServiceSpec.tcp', 'TCPRoute', `${service}#TCPRoute`],
  ['HTTPRoute.match', 'HTTPMatchRequest', `${service}#HTTPMatchRequest`],
  ['HTTPRoute.route', 'HTTPRouteDestination', `${service}#HTTPRouteDestination`],
  ['HTTPRoute.redirect', 'HTTPRedirect', `${service}#HTTPRedirect`],
  ['HTTPRoute.directResponse', 'HTTPDirectResponse', `${service}#HTTPDirectResponse`],
  ['HTTPRoute.delegate', 'Delegate', `${service}#Delegate`],
  ['HTTPRoute.rewrite', 'HTTPRewrite', `${service}#HTTPRewrite`],
  ['HTTPRoute.retries', 'HTTPRetry', `${service}#HTTPRetry`],
  ['HTTPRoute.fault', 'HTTPFaultInjection', `${service}#HTTPFaultInjection`],
  ['HTTPRoute.mirrors', 'HTTPMirrorPolicy', `${service}#HTTPMirrorPolicy`],
  ['HTTPRoute.mirrorPercentage', 'Percent', `${service}#Percent`],
  ['HTTPRoute.corsPolicy', 'CorsPolicy', `${service}#CorsPolicy`],
  ['HTTPRoute.headers', 'Headers', `${service}#Headers`],
  ['Headers.request', 'HeaderOperations', `${service}#Headers-HeaderOperations`],
  ['HTTPMatchRequest.uri', 'StringMatch', `${service}#StringMatch`],
  ['HTTPRouteDestination.destination', 'Destination', `${service}#Destination`],
  ['Destination.port', 'PortSelector', `${service}#PortSelector`],
  ['HTTPDirectResponse.body', 'HTTPBody', `${service}#HTTPBody`],
  ['HTTPRewrite.uriRegexRewrite', 'RegexRewrite', `${service}#RegexRewrite`],
  ['HTTPFaultInjection.abort', 'HTTPFaultAbort', `${service}#HTTPFaultInjection-Abort`],
  ['HTTPFaultInjection.delay', 'HTTPFaultDelay', `${service}#HTTPFaultInjection-Delay`],
  ['TLSRoute.match', 'TLSMatchAttributes', `${service}#TLSMatchAttributes`],
  ['TCPRoute.match', 'L4MatchAttributes', `${service}#L4MatchAttributes`],
  ['TCPRoute.route', 'RouteDestination', `${service}#RouteDestination`],
];

const filter = 'networking/envoy-filter';
const envoyFilter: readonly Row[] = [
  ['EnvoyFilterSpec.configPatches', 'EnvoyConfigObjectPatch', `${filter}#EnvoyFilter-EnvoyConfigObjectPatch`],
  ['EnvoyConfigObjectPatch.match', 'EnvoyConfigObjectMatch', `${filter}#EnvoyFilter-EnvoyConfigObjectMatch`],
  ['EnvoyConfigObjectPatch.patch', 'EnvoyFilterPatch', `${filter}#EnvoyFilter-Patch`],
  ['EnvoyConfigObjectMatch.cluster', 'ClusterMatch', `${filter}#EnvoyFilter-ClusterMatch`],
  ['EnvoyConfigObjectMatch.listener', 'ListenerMatch', `${filter}#EnvoyFilter-ListenerMatch`],
  ['EnvoyConfigObjectMatch.proxy', 'ProxyMatch', `${filter}#EnvoyFilter-ProxyMatch`],
  [
    'EnvoyConfigObjectMatch.routeConfiguration',
    'RouteConfigurationMatch',
    `${filter}#EnvoyFilter-RouteConfigurationMatch`,
  ],
  ['EnvoyConfigObjectMatch.waypoint', 'WaypointMatch', `${filter}#EnvoyFilter-EnvoyConfigObjectMatch`],
  ['ListenerMatch.filterChain', 'FilterChainMatch', `${filter}#EnvoyFilter-ListenerMatch-FilterChainMatch`],
  [
    'FilterChainMatch.filter',
    'FilterMatch',
    `${filter}#EnvoyFilter-ListenerMatch-FilterMatch ${filter}#EnvoyFilter-WaypointMatch-FilterMatch`,
  ],
  [
    'RouteConfigurationMatch.vhost',
    'VirtualHostMatch',
    `${filter}#EnvoyFilter-RouteConfigurationMatch-VirtualHostMatch`,
  ],
  ['VirtualHostMatch.route', 'RouteMatch', `${filter}#EnvoyFilter-RouteConfigurationMatch-RouteMatch`],
  // Also WaypointMatch.route and the provider of an AuthorizationPolicy: all are { name }.
  [
    'FilterMatch.subFilter',
    'NamedReference',
    `${filter}#EnvoyFilter-ListenerMatch-SubFilterMatch ${filter}#EnvoyFilter-WaypointMatch-FilterMatch-SubFilterMatch ${filter}#EnvoyFilter-WaypointMatch-RouteMatch security/authorization-policy#AuthorizationPolicy-ExtensionProvider`,
  ],
];

const otherNetworking: readonly Row[] = [
  ['GatewaySpec.servers', 'Server', 'networking/gateway#Server'],
  ['Server.port', 'Port', 'networking/gateway#Port'],
  ['Server.tls', 'ServerTLSSettings', 'networking/gateway#ServerTLSSettings'],
  ['ServerTLSSettings.tlsCertificates', 'TLSCertificate', 'networking/gateway#ServerTLSSettings-TLSCertificate'],
  ['ProxyConfigSpec.image', 'ProxyImage', 'networking/proxy-config#ProxyImage'],
  ['ServiceEntrySpec.ports', 'ServicePort', 'networking/service-entry#ServicePort'],
  ['SidecarSpec.egress', 'IstioEgressListener', 'networking/sidecar#IstioEgressListener'],
  ['SidecarSpec.ingress', 'IstioIngressListener', 'networking/sidecar#IstioIngressListener'],
  ['SidecarSpec.outboundTrafficPolicy', 'OutboundTrafficPolicy', 'networking/sidecar#OutboundTrafficPolicy'],
  ['IstioEgressListener.port', 'SidecarPort', 'networking/sidecar#SidecarPort'],
  // Istio has two messages called WorkloadSelector: this one with `labels`, the one of policies with `matchLabels`.
  ['SidecarSpec.workloadSelector', 'NetworkingWorkloadSelector', 'networking/sidecar#WorkloadSelector'],
  ['WorkloadGroupSpec.metadata', 'WorkloadGroupObjectMeta', 'networking/workload-group#WorkloadGroup-ObjectMeta'],
  ['WorkloadGroupSpec.probe', 'ReadinessProbe', 'networking/workload-group#ReadinessProbe'],
  ['ReadinessProbe.exec', 'ExecHealthCheckConfig', 'networking/workload-group#ExecHealthCheckConfig'],
  ['ReadinessProbe.grpc', 'GrpcHealthCheckConfig', 'networking/workload-group#GrpcHealthCheckConfig'],
  ['ReadinessProbe.httpGet', 'HTTPHealthCheckConfig', 'networking/workload-group#HTTPHealthCheckConfig'],
  ['ReadinessProbe.tcpSocket', 'TCPHealthCheckConfig', 'networking/workload-group#TCPHealthCheckConfig'],
  ['HTTPHealthCheckConfig.httpHeaders', 'HTTPHeader', 'networking/workload-group#HTTPHeader'],
];

const authentication = 'security/request_authentication';
const security: readonly Row[] = [
  ['AuthorizationPolicySpec.selector', 'WorkloadSelector', 'type/workload-selector#WorkloadSelector'],
  ['AuthorizationPolicySpec.targetRef', 'PolicyTargetReference', 'type/workload-selector#PolicyTargetReference'],
  ['AuthorizationPolicySpec.rules', 'Rule', 'security/authorization-policy#Rule'],
  ['Rule.from', 'RuleFrom', 'security/authorization-policy#Rule-From'],
  ['Rule.to', 'RuleTo', 'security/authorization-policy#Rule-To'],
  ['Rule.when', 'Condition', 'security/authorization-policy#Condition'],
  ['RuleFrom.source', 'Source', 'security/authorization-policy#Source'],
  ['RuleTo.operation', 'Operation', 'security/authorization-policy#Operation'],
  ['PeerAuthenticationSpec.mtls', 'PeerMutualTLS', 'security/peer_authentication#PeerAuthentication-MutualTLS'],
  ['RequestAuthenticationSpec.jwtRules', 'JWTRule', `${authentication}#JWTRule`],
  ['JWTRule.fromHeaders', 'JWTHeader', `${authentication}#JWTHeader`],
  ['JWTRule.outputClaimToHeaders', 'ClaimToHeader', `${authentication}#ClaimToHeader`],
];

const telemetry: readonly Row[] = [
  ['TelemetrySpec.accessLogging', 'AccessLogging', 'telemetry#AccessLogging'],
  ['TelemetrySpec.metrics', 'Metrics', 'telemetry#Metrics'],
  ['TelemetrySpec.tracing', 'Tracing', 'telemetry#Tracing'],
  ['AccessLogging.filter', 'AccessLoggingFilter', 'telemetry#AccessLogging-Filter'],
  // AccessLogging.LogSelector and Tracing.TracingSelector are one structure.
  [
    'AccessLogging.match',
    'WorkloadModeSelector',
    'telemetry#AccessLogging-LogSelector telemetry#Tracing-TracingSelector',
  ],
  ['AccessLogging.providers', 'ProviderRef', 'telemetry#ProviderRef'],
  ['Metrics.overrides', 'MetricsOverrides', 'telemetry#MetricsOverrides'],
  ['MetricsOverrides.match', 'MetricSelector', 'telemetry#MetricSelector'],
  ['MetricsOverrides.tagOverrides', 'TagOverride', 'telemetry#MetricsOverrides-TagOverride'],
  ['Tracing.customTags', 'CustomTag', 'telemetry#Tracing-CustomTag'],
  // Environment and RequestHeader are one structure, Literal and Formatter another.
  ['CustomTag.environment', 'CustomTagSource', 'telemetry#Tracing-Environment telemetry#Tracing-RequestHeader'],
  ['CustomTag.literal', 'CustomTagValue', 'telemetry#Tracing-Literal telemetry#Tracing-Formatter'],
];

const extensions: readonly Row[] = [
  ['TrafficExtensionSpec.lua', 'LuaConfig', 'proxy_extensions/traffic_extension#LuaConfig'],
  ['TrafficExtensionSpec.wasm', 'WasmConfig', 'proxy_extensions/traffic_extension#WasmConfig'],
  [
    'WasmPluginSpec.match',
    'TrafficSelector',
    'proxy_extensions/wasm-plugin#WasmPlugin-TrafficSelector proxy_extensions/traffic_extension#TrafficSelector',
  ],
  ['WasmPluginSpec.vmConfig', 'VmConfig', 'proxy_extensions/wasm-plugin#VmConfig'],
  ['VmConfig.env', 'EnvVar', 'proxy_extensions/wasm-plugin#EnvVar'],
  // Istio's other PortSelector (type/v1beta1), whose number is required.
  ['TrafficSelector.ports', 'TrafficSelectorPort', 'type/workload-selector#PortSelector'],
];

export const structNames: readonly Row[] = [
  ...kinds,
  ...destinationRule,
  ...virtualService,
  ...envoyFilter,
  ...otherNetworking,
  ...security,
  ...telemetry,
  ...extensions,
];

/** Enums that Istio has once and uses in several places; every other one is written out where it stands. */
export const enumNames: readonly Row[] = [
  ['IstioEgressListener.captureMode', 'CaptureMode', 'networking/sidecar#CaptureMode'],
  ['MetricSelector.mode', 'WorkloadMode', 'telemetry#WorkloadMode'],
  ['ServerTLSSettings.minProtocolVersion', 'TLSProtocol', 'networking/gateway#ServerTLSSettings-TLSProtocol'],
  ['WasmPluginSpec.failStrategy', 'FailStrategy', 'proxy_extensions/wasm-plugin#FailStrategy'],
  ['WasmPluginSpec.imagePullPolicy', 'PullPolicy', 'proxy_extensions/wasm-plugin#PullPolicy'],
  ['WasmPluginSpec.type', 'PluginType', 'proxy_extensions/wasm-plugin#PluginType'],
];
