/** Kubernetes objects of small worlds, as YAML documents. */

export function service(name: string, port = 80, targetPort: number | string = 8080, portName = 'http'): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { app: ${name} }
  ports: [{ name: ${portName}, port: ${port}, targetPort: ${targetPort} }]
---
`;
}

export function deployment(app: string, version = 'v1', port = 8080): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app}-${version}, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${app}, version: ${version} } }
  template:
    metadata: { labels: { app: ${app}, version: ${version} } }
    spec:
      serviceAccountName: ${app}
      containers: [{ name: app, image: app, ports: [{ name: main, containerPort: ${port} }] }]
---
`;
}

/** `kind shop/name` of Istio's networking group, with the rest of the object as YAML below `spec:`. */
export function istio(kind: string, name: string, spec: string, namespace = 'shop'): string {
  const group = kind.endsWith('Authentication') || kind === 'AuthorizationPolicy' ? 'security' : 'networking';
  return `
apiVersion: ${group}.istio.io/v1
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
${indent(spec)}
---
`;
}

/** Two clusters in two regions on two networks with east-west gateways. */
export const TWO_NETWORKS = `
mesh: shop
clusters:
  - { name: east, region: us-east-1, network: us }
  - { name: west, region: eu-west-1, network: eu }
networks:
  - name: us
    gateways: [{ cluster: east, namespace: istio-system, labels: { istio: eastwestgateway } }]
  - name: eu
    gateways: [{ cluster: west, namespace: istio-system, labels: { istio: eastwestgateway } }]
`;

/** Two clusters in two regions on one network. */
export const TWO_REGIONS = `
mesh: shop
clusters:
  - { name: east, region: us-east-1, network: main }
  - { name: west, region: eu-west-1, network: main }
`;

/** Opens an east-west gateway for every service. */
export const OPEN_GATEWAY = istio(
  'Gateway',
  'cross-network-gateway',
  `
selector: { istio: eastwestgateway }
servers:
  - port: { number: 15443, name: tls, protocol: TLS }
    tls: { mode: AUTO_PASSTHROUGH }
    hosts: ["*.local"]`,
  'istio-system',
);

function indent(text: string): string {
  return text
    .replace(/^\n/, '')
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
