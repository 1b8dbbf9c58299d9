import { JwtAuthentication, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const issuers = [{ issuer: 'https://login.example' }] as const;

/** Speaks TCP on the port that reviews speaks HTTP on. */
function withLedger(parts: ReturnType<typeof shop>, targetPort: number) {
  const { front, mesh, usEast } = parts;
  const props = { namespace: 'shop', runsIn: [usEast], callers: [front] };
  new Service(mesh, 'ledger', { ...props, ports: { 'tcp-ledger': { number: 7000, targetPort } } });
  return parts;
}

export const failing: FailingCases = {
  'HTTP here and TCP there': {
    message:
      "JwtAuthentication 'tokens' of namespace 'shop' cannot require tokens at port 'http' of service 'shop/reviews'",
    build: (app) => {
      const { mesh } = withLedger(shop(app), 9080);
      // fault: HTTP here and TCP there
      new JwtAuthentication(mesh, 'tokens', { namespace: 'shop', issuers });
    },
  },
};

export const passing: PassingCases = {
  'ports of their own': (app) => {
    const { mesh } = withLedger(shop(app), 7000);
    new JwtAuthentication(mesh, 'tokens', { namespace: 'shop', issuers });
  },
  'tokens are not required': (app) => {
    const { mesh } = withLedger(shop(app), 9080);
    new JwtAuthentication(mesh, 'tokens', { namespace: 'shop', issuers, required: false });
  },
  'at the service itself': (app) => {
    const { reviews } = withLedger(shop(app), 9080);
    new JwtAuthentication(reviews, 'tokens', { issuers });
  },
};
