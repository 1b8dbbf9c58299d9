import { deployment, document, gatewayPods, namespace, service } from './manifests.ts';

/** A Service on port 9080 and a Deployment for each version, in the namespace `default`. */
function app(name: string, versions: readonly string[]): string {
  const pods = versions.map((version) => deployment(name, version, 'default'));
  return service(name, '[{ name: http, port: 9080 }]', 'default') + pods.join('');
}

/** Bookinfo as its samples deploy it, the databases of ratings and an ingress gateway beside it. */
export const bookinfo: string = [
  namespace('default'),
  app('details', ['v1', 'v2']),
  app('ratings', ['v1', 'v2', 'v2-mysql']),
  app('reviews', ['v1', 'v2', 'v3']),
  app('productpage', ['v1']),
  service('mongodb', '[{ name: mongo, port: 27017 }]', 'default'),
  deployment('mongodb', 'v1', 'default'),
  service('mysqldb', '[{ name: tcp, port: 3306 }]', 'default'),
  deployment('mysqldb', 'v1', 'default'),
  gatewayPods('{ app: istio-ingressgateway, istio: ingressgateway }', 'istio-system'),
  document(
    'v1',
    'Service',
    '{ name: istio-ingressgateway, namespace: istio-system, labels: { istio: ingressgateway } }',
    [
      'spec:',
      '  type: LoadBalancer',
      '  selector: { app: istio-ingressgateway, istio: ingressgateway }',
      '  ports:',
      '    - { name: status-port, port: 15021, targetPort: 15021 }',
      '    - { name: http2, port: 80, targetPort: 8080 }',
      '    - { name: https, port: 443, targetPort: 8443 }',
    ],
  ),
].join('');
