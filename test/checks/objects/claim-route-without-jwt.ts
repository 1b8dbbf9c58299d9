import { gateway, gatewayPods, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const web = gatewayPods() + gateway('web', ' [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]');
const route = (header: string) =>
  istio(
    'VirtualService',
    'web',
    `\nhosts: [shop.example]\ngateways: [edge/web]\nhttp:\n  - match:\n      - headers:\n          ${header}\n    redirect: { uri: / }`,
  );
const claim = '"@request.auth.claims.group": { exact: staff }';
const jwt = (namespace: string, more = '') =>
  istio('RequestAuthentication', 'jwt', `\njwtRules: [{ issuer: https://login.example }]${more}`, namespace);

export const failing: FailingWorlds = {
  'nobody checks': {
    message: "matches '@request.auth.claims.group' at Gateway edge/web, and no RequestAuthentication applies",
    clusters: { east: web + route(`${claim} # fault`) },
  },
  'checked elsewhere': {
    message: 'no RequestAuthentication applies to its pods',
    clusters: { east: web + jwt('shop') + route(`${claim} # fault`) },
  },
  'for other pods': {
    message: "matches '@request.auth.claims[group]'",
    clusters: {
      east:
        web +
        jwt('edge', '\nselector: { matchLabels: { istio: inner } }') +
        route('"@request.auth.claims[group]": { exact: staff } # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  'beside the pods': {
    clusters: { east: web + jwt('edge', '\nselector: { matchLabels: { istio: ingress } }') + route(claim) },
  },
  'for the whole mesh': { clusters: { east: web + jwt('istio-system') + route(claim) } },
  'an ordinary header': { clusters: { east: web + route('x-group: { exact: staff }') } },
};
