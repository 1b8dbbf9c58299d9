/** Something of Kubernetes' own that is passed on as it is. */
export type KubernetesFields = Readonly<Record<string, unknown>>;

/** CPU and memory as Kubernetes writes them. */
export interface Resources {
  readonly requests?: Readonly<Record<string, string | number>>;
  readonly limits?: Readonly<Record<string, string | number>>;
}

/** Where pods run, and how many. */
export interface PodPlacement {
  readonly affinity?: KubernetesFields;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly resources?: Resources;
  readonly tolerations?: readonly KubernetesFields[];
  readonly topologySpreadConstraints?: readonly KubernetesFields[];
}

/** Values of the chart `istiod` that no setting of the mesh decides. */
export interface IstiodValues extends PodPlacement {
  readonly autoscaleEnabled?: boolean;
  readonly autoscaleMax?: number;
  readonly autoscaleMin?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly replicaCount?: number;
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  readonly traceSampling?: number;
}

/** Values of the chart `gateway` that no setting of the mesh decides. */
export interface GatewayValues extends PodPlacement {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly autoscaling?: {
    readonly enabled?: boolean;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly kind?: 'Deployment' | 'DaemonSet';
  readonly podDisruptionBudget?: KubernetesFields;
  readonly priorityClassName?: string;
  readonly replicaCount?: number;
  readonly service?: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly externalTrafficPolicy?: 'Cluster' | 'Local';
    readonly loadBalancerClass?: string;
    readonly loadBalancerIP?: string;
    readonly loadBalancerSourceRanges?: readonly string[];
    readonly type?: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | 'None';
  };
  readonly terminationGracePeriodSeconds?: number;
}

/** Values of the chart `cni`. */
export interface CniValues extends Pick<PodPlacement, 'affinity' | 'podAnnotations' | 'resources' | 'tolerations'> {
  readonly chained?: boolean;
  readonly cniBinDir?: string;
  readonly cniConfDir?: string;
  readonly excludeNamespaces?: readonly string[];
  readonly provider?: 'default' | 'multus';
}

/** Values of the sidecars that istiod injects: `global.proxy`. */
export interface SidecarValues {
  readonly excludeIPRanges?: string;
  readonly excludeInboundPorts?: string;
  readonly excludeOutboundPorts?: string;
  readonly includeIPRanges?: string;
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'critical' | 'off';
  readonly resources?: Resources;
}

/**
 * That Meshwright writes values for Istio's charts, and what they say beyond what the mesh declares. A cluster replaces
 * single fields.
 * @see https://istio.io/latest/docs/setup/install/helm/
 */
export interface HelmSettings {
  /** Registry of Istio's images. @default the chart's */
  readonly hub?: string;
  /** Release of Istio's images. @default the chart's own */
  readonly tag?: string;
  readonly variant?: 'debug' | 'distroless';
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  readonly imagePullSecrets?: readonly string[];
  /** Whose Kubernetes it is, where that asks for other values. */
  readonly platform?: 'gke' | 'k3d' | 'k3s' | 'microk8s' | 'minikube' | 'openshift';
  readonly logAsJson?: boolean;
  readonly istiod?: IstiodValues;
  readonly sidecar?: SidecarValues;
  /** Whether pods get their rules for traffic from a node's plugin instead of a privileged container. @default false */
  readonly cni?: boolean | CniValues;
  /** For every gateway; those below replace single fields of it. */
  readonly gateway?: GatewayValues;
  readonly eastWestGateway?: GatewayValues;
  /** Ingress gateways by name. */
  readonly ingressGateways?: Readonly<Record<string, GatewayValues>>;
}
