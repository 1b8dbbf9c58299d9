import type { FieldSchema } from '../generated/schemas/schema.ts';
import { anything, choice, count, flag, labels, list, message, text, texts } from '../mesh-config/words.ts';

const amounts: FieldSchema = { type: 'object', additionalProperties: { type: 'int-or-string' } };
const resources = message({ requests: amounts, limits: amounts });

const placement = {
  affinity: anything,
  nodeSelector: labels,
  podAnnotations: labels,
  resources,
  tolerations: list(anything),
  topologySpreadConstraints: list(anything),
};

const istiod = message({
  ...placement,
  autoscaleEnabled: flag,
  autoscaleMax: count,
  autoscaleMin: count,
  env: labels,
  podLabels: labels,
  replicaCount: count,
  serviceAnnotations: labels,
  traceSampling: { type: 'number', minimum: 0, maximum: 100 },
});

const gateway = message({
  ...placement,
  annotations: labels,
  autoscaling: message({
    enabled: flag,
    minReplicas: count,
    maxReplicas: count,
    targetCPUUtilizationPercentage: count,
  }),
  env: labels,
  kind: choice('Deployment', 'DaemonSet'),
  podDisruptionBudget: anything,
  priorityClassName: text,
  replicaCount: count,
  service: message({
    annotations: labels,
    externalTrafficPolicy: choice('Cluster', 'Local'),
    loadBalancerClass: text,
    loadBalancerIP: text,
    loadBalancerSourceRanges: texts,
    type: choice('LoadBalancer', 'NodePort', 'ClusterIP', 'None'),
  }),
  terminationGracePeriodSeconds: count,
});

const { affinity, podAnnotations, tolerations } = placement;
const cni = message({
  ...{ affinity, podAnnotations, resources, tolerations },
  chained: flag,
  cniBinDir: text,
  cniConfDir: text,
  excludeNamespaces: texts,
  provider: choice('default', 'multus'),
});

const sidecar = message({
  excludeIPRanges: text,
  excludeInboundPorts: text,
  excludeOutboundPorts: text,
  includeIPRanges: text,
  logLevel: choice('trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'),
  resources,
});

/**
 * What an author may say of the values of Istio's charts, beyond what a mesh decides.
 * @see https://istio.io/latest/docs/setup/install/helm/
 */
export function valuesSchema(isCniSaid: boolean): FieldSchema {
  return message({
    hub: text,
    tag: text,
    variant: choice('debug', 'distroless'),
    imagePullPolicy: choice('Always', 'IfNotPresent', 'Never'),
    imagePullSecrets: texts,
    platform: choice('gke', 'k3d', 'k3s', 'microk8s', 'minikube', 'openshift'),
    logAsJson: flag,
    istiod,
    sidecar,
    cni: isCniSaid ? cni : flag,
    gateway,
    eastWestGateway: gateway,
    ingressGateways: { type: 'object', additionalProperties: gateway },
  });
}
