import { document, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const istiod = (env: string) =>
  document('apps/v1', 'Deployment', '\n  namespace: istio-system\n  labels: { app: istiod }\n  name: istiod # fault', [
    `spec: { template: { spec: { containers: [{ name: discovery, env: ${env} }] } } }`,
  ]);
const jwt = (rule: string) => istio('RequestAuthentication', 'jwt', `\njwtRules: [${rule}]`);
const remote = jwt('{ issuer: https://login.example, jwksUri: https://login.example/keys }');

export const failing: FailingWorlds = {
  'a key set from an address': {
    message: 'does not set BLOCKED_CIDRS_IN_JWKS_URIS, and fetches key sets for RequestAuthentication shop/jwt',
    clusters: { east: istiod('[{ name: PILOT_TRACE_SAMPLING, value: "1" }]') + remote },
  },
};

export const passing: PassingWorlds = {
  restricted: {
    clusters: { east: istiod('[{ name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 169.254.0.0/16 }]') + remote },
  },
  'nothing is fetched': {
    clusters: { east: istiod('[]') + jwt(`{ issuer: https://login.example, jwks: '{"keys":[]}' }`) },
  },
  'nothing known about istiod': { clusters: { east: remote } },
};
