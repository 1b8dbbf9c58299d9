/** One realistic mistake in the clean folders, and the one finding that it must give. */
export interface Mistake {
  readonly file: string;
  /** Text of the file that is there once, and what stands in its place. Absent: the file is new. */
  readonly from?: string;
  readonly to: string;
  readonly code: string;
  /** Part of the line that the finding must point at. */
  readonly line: string;
  /** Default: all three. */
  readonly clusters?: readonly string[];
}

export const mistakes: Readonly<Record<string, Mistake>> = {
  'a condition for retries that Envoy does not know': {
    file: 'base/shop/cart/routing.yaml',
    from: 'retryOn: 5xx,reset,connect-failure',
    to: 'retryOn: 5xx,reset,conect-failure',
    code: 'virtual-service-validation',
    line: 'retryOn',
  },
  'a regular expression that looks ahead': {
    file: 'clusters/us-west/reviews.yaml',
    from: "regex: '.*(Firefox|Chrome)/1[0-9]{2}.*'",
    to: "regex: '(?!.*bot).*Chrome.*'",
    code: 'virtual-service-validation',
    line: 'regex',
    clusters: ['us-west'],
  },
  'HTTPS without a certificate': {
    file: 'base/ingress/gateway.yaml',
    from: '        credentialName: shop-tls\n',
    to: '',
    code: 'gateway-validation',
    line: 'tls:',
  },
  'a field that is misspelt': {
    file: 'clusters/us-east/stock.yaml',
    from: 'maxConnections: 200',
    to: 'maxConnection: 200',
    code: 'invalid-structure',
    line: 'maxConnection',
    clusters: ['us-east'],
  },
  'a field that one cluster is too old for': {
    file: 'base/shop/cart/routing.yaml',
    from: '  trafficPolicy:\n',
    to: '  trafficPolicy:\n    connectionPool:\n      http:\n        http2KeepAlive: { interval: 30s, timeout: 5s }\n',
    code: 'field-newer-than-istio',
    line: 'http2KeepAlive',
    clusters: ['eu-central'],
  },
  'a short name in another namespace': {
    file: 'base/ingress/routes.yaml',
    from: 'host: checkout.billing.svc.cluster.local',
    to: 'host: checkout',
    code: 'unknown-destination-host',
    line: 'host: checkout',
  },
  'a subset that was never defined': {
    file: 'base/shop/cart/routing.yaml',
    from: '            subset: v2\n            port:\n              number: 80\n    - name: canary',
    to: '            subset: v3\n            port:\n              number: 80\n    - name: canary',
    code: 'unknown-subset',
    line: 'subset: v3',
  },
  'a gateway that is looked for in another namespace': {
    file: 'base/ingress/routes.yaml',
    from: '    - shop.example\n  gateways:\n    - web\n',
    to: '    - shop.example\n  gateways:\n    - shop/web\n',
    code: 'unknown-gateway',
    line: 'shop/web',
  },
  'a port that the Service does not have': {
    file: 'base/shop/catalog/routing.yaml',
    from: 'number: 80',
    to: 'number: 8080',
    code: 'unknown-destination-port',
    line: 'number: 8080',
  },
  'a policy for pods that are called otherwise': {
    file: 'base/billing/ledger/authorization.yaml',
    from: 'app: ledger',
    to: 'app: ledger-db',
    code: 'policy-selects-no-pods',
    line: 'matchLabels:',
  },
  'a policy that admits a namespace nobody has': {
    file: 'base/shop/authorization.yaml',
    from: '- billing',
    to: '- biling',
    code: 'unknown-policy-namespace',
    line: '- biling',
  },
  'a port whose name tells no protocol': {
    file: 'base/billing/checkout/service.yaml',
    from: '- name: http',
    to: '- name: web',
    code: 'unnamed-port-protocol',
    line: '- name: web',
  },
  'a Service that is another one in one cluster': {
    file: 'clusters/eu-central/stock.yaml',
    from: '    - name: grpc\n      port: 50051\n',
    to: '    - name: grpc\n      port: 50052\n',
    code: 'service-differs-between-clusters',
    line: 'ports:',
    clusters: ['eu-central'],
  },
  'a subset that the cluster of the pods lacks': {
    file: 'clusters/eu-central/reviews.yaml',
    from: '    - name: v2\n      labels:\n        version: v2\n',
    to: '',
    code: 'subset-missing-in-cluster',
    line: 'subsets:',
    clusters: ['eu-central'],
  },
  'an east-west gateway that ends TLS': {
    file: 'clusters/eu-central/east-west.yaml',
    from: 'mode: AUTO_PASSTHROUGH',
    to: 'mode: PASSTHROUGH',
    code: 'network-gateway-closed',
    line: 'name: eu-central',
    clusters: ['eu-central'],
  },
  'a policy that names the port of the Service': {
    file: 'base/billing/payments/authorization.yaml',
    from: "- '8443'",
    to: "- '80'",
    code: 'policy-names-service-port',
    line: "- '80'",
  },
  'failover of which too few endpoints may be ejected': {
    file: 'base/shop/cart/routing.yaml',
    from: '      maxEjectionPercent: 100\n',
    to: '',
    code: 'ejection-limit-defeats-failover',
    line: 'outlierDetection:',
  },
  'two rules for one host': {
    file: 'base/shop/checkout-timeout.yaml',
    to: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: checkout-timeout
  namespace: shop
spec:
  hosts:
    - checkout.billing.svc.cluster.local
  http:
    - timeout: 20s
      route:
        - destination:
            host: checkout.billing.svc.cluster.local
`,
    code: 'virtual-services-on-one-host',
    line: '- checkout.billing.svc.cluster.local',
  },
  'a callee that a Sidecar misspells': {
    file: 'base/shop/frontend/sidecar.yaml',
    from: 'billing/checkout.billing.svc.cluster.local',
    to: 'billing/chekout.billing.svc.cluster.local',
    code: 'unknown-egress-host',
    line: 'chekout',
  },
  'versions that are pinned in two clusters of three': {
    file: 'clusters/eu-central/reviews.yaml',
    from: `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: shop
spec:
  hosts:
    - reviews.shop.svc.cluster.local
  http:
    - name: default
      route:
        - destination:
            host: reviews.shop.svc.cluster.local
            subset: v1
`,
    to: '',
    code: 'host-routed-in-some-clusters-only',
    line: 'apiVersion: networking.istio.io/v1',
    clusters: ['eu-central'],
  },
};
