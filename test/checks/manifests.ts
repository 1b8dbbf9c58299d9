/** Objects of any kind as YAML documents; specs and ports are written as YAML below their field. */

const API_VERSIONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
};

/** `kind namespace/name` of Istio, with the rest of the object below `spec:`. */
export function istio(kind: string, name: string, spec: string, namespace = 'shop'): string {
  return document(API_VERSIONS[kind] ?? 'networking.istio.io/v1', kind, `{ name: ${name}, namespace: ${namespace} }`, [
    `spec:${indented(spec)}`,
  ]);
}

/** Any object: `metadata` as one line of YAML, and further lines. */
export function document(apiVersion: string, kind: string, metadata: string, lines: readonly string[] = []): string {
  return [`---`, `apiVersion: ${apiVersion}`, `kind: ${kind}`, `metadata: ${metadata}`, ...lines, ''].join('\n');
}

export function service(
  name: string,
  ports = '[{ name: http, port: 80 }]',
  namespace = 'shop',
  more = `selector: { app: ${name} }`,
): string {
  return document('v1', 'Service', `{ name: ${name}, namespace: ${namespace} }`, [
    `spec:`,
    `  ${more}`,
    `  ports: ${ports}`,
  ]);
}

/** Pods with the labels `app` and `version`. */
export function deployment(app: string, version = 'v1', namespace = 'shop'): string {
  return document('apps/v1', 'Deployment', `{ name: ${app}-${version}, namespace: ${namespace} }`, [
    'spec:',
    '  template:',
    `    metadata: { labels: { app: ${app}, version: ${version} } }`,
    '    spec: { containers: [{ name: app, image: app }] }',
  ]);
}

/** Pods of a gateway, an Envoy of their own. */
export function gatewayPods(labels = '{ istio: ingress }', namespace = 'edge'): string {
  return document('apps/v1', 'Deployment', `{ name: ingress, namespace: ${namespace} }`, [
    'spec:',
    '  template:',
    `    metadata: { labels: ${labels}, annotations: { inject.istio.io/templates: gateway } }`,
    '    spec: { containers: [{ name: istio-proxy, image: auto }] }',
  ]);
}

/** A Gateway for the pods of `gatewayPods`. */
export function gateway(name: string, servers: string, namespace = 'edge', selector = '{ istio: ingress }'): string {
  return istio('Gateway', name, `\nselector: ${selector}\nservers:${servers}`, namespace);
}

export function namespace(name: string, labels = '{ istio-injection: enabled }'): string {
  return document('v1', 'Namespace', `{ name: ${name}, labels: ${labels} }`);
}

/** The ConfigMap of istiod with a MeshConfig. */
export function meshConfig(mesh: string, key = 'mesh'): string {
  return document('v1', 'ConfigMap', '{ name: istio, namespace: istio-system }', [
    'data:',
    `  ${key}: |${indented(mesh, '    ')}`,
  ]);
}

function indented(text: string, by = '  '): string {
  return text.replace(/^(?!\n)/, '\n').replace(/\n(?=.)/g, `\n${by}`);
}
