import { AccessPolicy, Cluster, Mesh, type MeshApp, type MeshProps, Network, otherIdentity, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function shop(app: MeshApp, props: MeshProps) {
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example', ...props });
  const eu = new Cluster(mesh, 'eu', { region: 'eu-west-1', network: new Network(mesh, 'lan'), istio: '1.31' });
  return new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn: [eu], callers: [] });
}

const bank = otherIdentity({ namespace: 'pay', serviceAccount: 'pay', trustDomain: 'bank.example' });
const root = { pem: '-----BEGIN CERTIFICATE-----' };

export const failing: FailingCases = {
  'a domain that nobody trusts': {
    message:
      "AccessPolicy 'partners' names an identity of the trust domain 'bank.example', whose certificates cluster 'eu'",
    build: (app) => {
      const cart = shop(app, { meshConfig: {} });
      // fault: a domain that nobody trusts
      new AccessPolicy(cart, 'partners', { allow: [{ from: bank }] });
    },
  },
  'a root of somebody else': {
    message: "names an identity of the trust domain 'bank.example'",
    build: (app) => {
      const cart = shop(app, { meshConfig: { caCertificates: [{ ...root, trustDomains: ['post.example'] }] } });
      // fault: a root of somebody else
      new AccessPolicy(cart, 'partners', { allow: [{ from: { identities: [bank] } }] });
    },
  },
};

export const passing: PassingCases = {
  'a root of its own': (app) => {
    const cart = shop(app, { meshConfig: { caCertificates: [{ ...root, trustDomains: ['bank.example'] }] } });
    new AccessPolicy(cart, 'partners', { allow: [{ from: bank }] });
  },
  'an exception': (app) => {
    const cart = shop(app, { meshConfig: {} });
    new AccessPolicy(cart, 'partners', { deny: [{ from: { notIdentities: [bank] } }] });
  },
  'a mesh of which nobody said what it trusts': (app) => {
    new AccessPolicy(shop(app, {}), 'partners', { allow: [{ from: bank }] });
  },
};
