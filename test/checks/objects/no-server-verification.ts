import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const rule = (policy: string, more = '') =>
  istio('DestinationRule', 'vendor', `\nhost: api.vendor.example\ntrafficPolicy:${policy}${more}`);
const tls = (mode: string, more = '') => `\n  tls:\n    mode: ${mode}${more}`;

export const failing: FailingWorlds = {
  'without a CA': {
    message: "opens TLS (SIMPLE) to 'api.vendor.example' and does not name the CA",
    clusters: { east: rule(tls('SIMPLE # fault')) },
  },
  'for a port': {
    message: "opens TLS (MUTUAL) to 'api.vendor.example' on port 443 and does not name the CA",
    clusters: {
      east: rule(
        '\n  portLevelSettings:\n    - port: { number: 443 }\n      tls:\n        mode: MUTUAL # fault\n        clientCertificate: /c\n        privateKey: /k',
      ),
    },
  },
  'without any verification': {
    message: "and does not verify the server's certificate",
    clusters: { east: rule(tls('SIMPLE', '\n    insecureSkipVerify: true # fault')) },
  },
};

export const passing: PassingWorlds = {
  'with a CA': { clusters: { east: rule(tls('SIMPLE', '\n    caCertificates: /etc/ssl/vendor.pem')) } },
  'with a Secret': {
    clusters: {
      east: rule(tls('SIMPLE', '\n    credentialName: vendor'), '\nworkloadSelector: { matchLabels: { app: egress } }'),
    },
  },
  'with certificates of the mesh': { clusters: { east: rule(tls('ISTIO_MUTUAL')) } },
  'without TLS': { clusters: { east: rule(tls('DISABLE')) } },
};
