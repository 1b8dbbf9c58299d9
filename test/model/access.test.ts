/** What authors say wrongly of access and tokens, whatever the compiler would have told them. */
import {
  AccessPolicy,
  type AccessPolicyProps,
  JwtAuthentication,
  type JwtAuthenticationProps,
  Mesh,
  MeshApp,
  MutualTls,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

const issuers = [{ issuer: 'https://login.example' }] as const;

/** Messages of what is found when a value of any shape is taken for a policy's. */
function told(build: (parts: ReturnType<typeof shop>) => void): string[] {
  return diagnose((app) => build(shop(app)))
    .filter(({ code }) => code === 'invalid-setting' || code === 'invalid-name')
    .map(({ message }) => message);
}

describe('an AccessPolicy', () => {
  const rule = { from: 'anyone' };
  it.each<[string, Record<string, unknown>]>([
    ["AccessPolicy 'a' says nothing.", {}],
    ["AccessPolicy 'a' has no rules to deny.", { deny: [] }],
    ["AccessPolicy 'a' has no rules to audit.", { audit: [] }],
    ["AccessPolicy 'a' asks nobody: its custom rules have no provider.", { custom: { rules: [rule] } }],
    ["AccessPolicy 'a' only watches, and has rules to audit.", { audit: [rule], dryRun: true }],
    ["AccessPolicy 'a' names the method 'get'.", { allow: [{ ...rule, methods: ['get'] }] }],
    ["AccessPolicy 'a' names the path 'api'.", { allow: [{ ...rule, paths: ['api'] }] }],
    ["AccessPolicy 'a' names the path '/a/{id}'.", { allow: [{ ...rule, notPaths: ['/a/{id}', '/a/{*}/b/{**}'] }] }],
    ["AccessPolicy 'a' has an empty list of hosts.", { allow: [{ ...rule, hosts: [] }] }],
    ["AccessPolicy 'a' has a rule from nobody.", { allow: [{ from: [] }] }],
    ["AccessPolicy 'a' has a rule from 'front'.", { allow: [{ from: 'front' }] }],
    ["AccessPolicy 'a' has a rule from 'undefined'.", { allow: [{}] }],
    ["AccessPolicy 'a' has a rule from callers of whom it says nothing.", { allow: [{ from: {} }] }],
    ["AccessPolicy 'a' has '10.0.0.0/40' among its ipBlocks.", { allow: [{ from: { ipBlocks: ['10.0.0.0/40'] } }] }],
    ["AccessPolicy 'a' has 'x' among its serviceAccounts.", { allow: [{ from: { serviceAccounts: ['x'] } }] }],
    [
      "AccessPolicy 'a' combines serviceAccounts with identities or namespaces, which Istio refuses in one source.",
      { allow: [{ from: { serviceAccounts: ['a/b'], namespaces: ['a'] } }] },
    ],
    [
      "AccessPolicy 'a' names an identity with 'Shop'.",
      { allow: [{ from: { kind: 'identity', namespace: 'Shop', serviceAccount: 'x' } }] },
    ],
    ["AccessPolicy 'a' has a 'token' that says nothing.", { deny: [{ ...rule, token: {} }] }],
    ["AccessPolicy 'a' asks for a token of 'https://*'.", { deny: [{ ...rule, token: { issuer: 'https://*' } }] }],
    ["AccessPolicy 'a' asks for the claim 'a[b]'.", { deny: [{ ...rule, token: { claims: { 'a[b]': 'c' } } }] }],
    [
      "AccessPolicy 'a' has a condition on 'request.path', which Istio does not know.",
      { deny: [{ ...rule, when: [{ key: 'request.path', values: ['/'] }] }] },
    ],
    [
      "AccessPolicy 'a' has a condition on 'source.ip' without values.",
      { deny: [{ ...rule, when: [{ key: 'source.ip' }] }] },
    ],
    ["AccessPolicy 'a' narrows its service or gateway by namespace or pods.", { allow: [rule], namespace: 'shop' }],
  ])('is told: %s', (message, props) => {
    expect(told(({ front }) => new AccessPolicy(front, 'a', props as unknown as AccessPolicyProps<'http'>))).toEqual([
      message,
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["AccessPolicy 'a' names the port 'http'.", { ports: ['http'] }],
    ["AccessPolicy 'a' names the port '70000'.", { notPorts: [70000] }],
  ])('of the mesh is told: %s', (message, props) => {
    const odd = { deny: [{ from: 'anyone', ...props }] } as never;
    expect(told(({ mesh }) => new AccessPolicy(mesh, 'a', odd))).toEqual([message]);
  });

  it.each([null, 7, 'x', [], [[]], [null], {}])('survives %j in the place of each of its values', (value) => {
    const odd = value as never;
    for (const key of ['allow', 'deny', 'custom', 'in', 'dryRun', 'acknowledge', 'pods', 'namespace'])
      diagnose((app) => new AccessPolicy(shop(app).mesh, 'a', { allow: [], [key]: odd }));
    for (const key of ['from', 'token', 'methods', 'paths', 'ports', 'when'])
      diagnose((app) => new AccessPolicy(shop(app).front, 'a', { allow: [{ from: 'anyone', [key]: odd }] }));
    for (const key of ['identities', 'namespaces', 'ipBlocks'])
      diagnose((app) => new AccessPolicy(shop(app).front, 'a', { allow: [{ from: { [key]: odd } }] }));
  });
});

describe('a JwtAuthentication', () => {
  it.each<[string, Record<string, unknown>]>([
    ["JwtAuthentication 'j' has no issuer.", { issuers: [] }],
    ["JwtAuthentication 'j' has an issuer without a name.", { issuers: [{ jwksUri: 'https://login.example/keys' }] }],
    [
      "JwtAuthentication 'j' has two sets of keys for the issuer 'a'.",
      { issuers: [{ issuer: 'a', jwks: '{"keys":[]}', jwksUri: 'https://a.example/' }] },
    ],
    ["JwtAuthentication 'j' has the timeout 'soon'.", { issuers: [{ issuer: 'a', timeout: 'soon' }] }],
    [
      "JwtAuthentication 'j' has 'audiences' that are no list with entries.",
      { issuers: [{ issuer: 'a', audiences: [] }] },
    ],
    ["JwtAuthentication 'j' has the required 'yes'.", { issuers, required: 'yes' }],
    ["JwtAuthentication 'j' has a 'required' that excepts nothing.", { issuers, required: {} }],
    ["JwtAuthentication 'j' excepts the path 'healthz'.", { issuers, required: { exceptPaths: ['healthz'] } }],
  ])('is told: %s', (message, props) => {
    const odd = props as unknown as JwtAuthenticationProps;
    expect(told(({ front }) => new JwtAuthentication(front, 'j', odd))).toEqual([message]);
  });

  it.each([null, 7, 'x', [], [null], {}])('survives %j in the place of each of its values', (value) => {
    for (const key of ['issuers', 'required', 'in', 'pods'])
      diagnose((app) => new JwtAuthentication(shop(app).mesh, 'j', { issuers, [key]: value as never }));
    for (const key of ['issuer', 'audiences', 'fromHeaders', 'timeout', 'jwks'])
      diagnose(
        (app) => new JwtAuthentication(shop(app).web, 'j', { issuers: [{ issuer: 'a', [key]: value as never }] }),
      );
  });
});

describe('servers', () => {
  it.each<[string, (mesh: Mesh) => void]>([
    [
      "MutualTls 'm' has 'pods' that are not some labels within a namespace.",
      (mesh) => new MutualTls(mesh, 'm', { mode: 'STRICT', pods: { app: 'x' } }),
    ],
    [
      "MutualTls 'm' has 'pods' that are not some labels within a namespace.",
      (mesh) => new MutualTls(mesh, 'm', { mode: 'STRICT', namespace: 'shop', pods: {} }),
    ],
    [
      "AccessPolicy 'a' is for the namespace 'istio-system', which is Istio's root namespace.",
      (mesh) => new AccessPolicy(mesh, 'a', { namespace: 'istio-system', deny: [{ from: 'anyone', ports: [1] }] }),
    ],
    [
      "'All_Pods' cannot be the name of a policy about pods.",
      (mesh) => new MutualTls(mesh, 'All_Pods', { mode: 'STRICT', namespace: 'shop', pods: { app: 'x' } }),
    ],
  ])('are told: %s', (message, build) => {
    expect(told(({ mesh }) => build(mesh))).toEqual([message]);
  });

  it('are told of before any cluster is there', () => {
    const mesh = new Mesh(new MeshApp(), 'empty');
    expect(() => new AccessPolicy(mesh, 'a', { allow: [] })).not.toThrow();
  });
});
