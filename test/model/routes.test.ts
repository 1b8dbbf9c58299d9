/** What types cannot refuse in a Route, or refuse only where the compiler looks. */
import { Route } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { policyOf, routeSettingNames, settingNames } from '../../src/policies/settings.ts';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

type Props = Readonly<Record<string, unknown>>;

/** The mistake, and part of its message. */
const mistakes: readonly (readonly [props: Props, message: string])[] = [
  [{ match: [] }, 'has a match without a condition'],
  [{ match: { name: 'nothing', statPrefix: 'nothing' } }, 'has a match without a condition'],
  [{ match: { path: { exact: '/a' }, grpc: { service: 'shop.Stock' } } }, "has a path and 'grpc'"],
  [{ match: { grpc: { service: 'shop/Stock' } } }, "names the gRPC service 'shop/Stock'"],
  [{ match: { grpc: { service: 'shop.Stock', method: 'a.b' } } }, "names the gRPC method 'a.b'"],
  [{ match: { cookie: { name: 'a b', value: 'present' } } }, "names the cookie 'a b'"],
  [{ match: { cookie: { name: 'a', value: { exact: 'x;y' } } } }, 'with a text that no cookie holds'],
  [
    { match: { cookie: { name: 'a', value: 'present' }, headers: { Cookie: 'present' } } },
    "has a cookie and a header 'cookie'",
  ],
  [{ match: { headers: { 'X-A': 'present', 'x-a': 'absent' } } }, "two conditions on header 'x-a'"],
  [{ match: { from: {} } }, "names no service, namespace or labels in 'from'"],
  [{ match: { path: { exact: '/a' }, from: [] } }, "has an empty list of callers in 'from'"],
  [{ match: { from: { namespace: 'Shop' } } }, "names the namespace 'Shop'"],
  [{ match: { from: { labels: { tier: '-web' } } } }, "asks for the label 'tier: -web'"],
  [{ match: { gatewayPort: 80 } }, "has a 'gatewayPort' and is bound to no gateway"],
  [{ match: { claims: { group: 'present' } } }, 'has claims and is bound to no gateway'],
  [{ match: { sniHosts: [] } }, 'has an empty list of sniHosts'],
  [{ match: { sniHosts: ['a..b'] } }, "asks for the TLS name 'a..b', which is none"],
  [{ match: { sniHosts: ['*a.example'] } }, "asks for the TLS name '*a.example', which is none: a wildcard is"],
  [{ match: { destinationSubnets: ['10.0.0.0/33'] } }, "asks for the address '10.0.0.0/33'"],
  [{ match: { sniHosts: ['a.b'], path: { exact: '/' } } }, 'has sniHosts and path, which only requests of HTTP have'],
  [
    { match: [{ sniHosts: ['a.b'], destinationSubnets: ['10.0.0.1'] }, { sniHosts: ['c.d'] }] },
    'has different destinationSubnets for its sniHosts',
  ],
  [{ delegate: { namespace: 'Blog', name: 'routes' } }, "delegates to the namespace 'Blog'"],
  [{ delegate: { namespace: 'blog', name: 'a/b' } }, "delegates to 'a/b'"],
  [{ delegate: { namespace: 'blog', name: 'a' }, to: { v1: 100 } }, 'has delegate and to, which exclude each other'],
  [{ delegate: { namespace: 'blog', name: 'a' }, headers: {} }, 'has delegate and headers'],
  [{ match: [{ sniHosts: ['a.b'] }, { from: { namespace: 'a' } }] }, 'has sniHosts in some entries of its match'],
  [{ match: { sniHosts: ['a.b'] }, redirect: { uri: '/a' } }, 'has sniHosts and redirect, which only requests'],
  [{ match: { destinationSubnets: ['::1'] }, settings: { timeout: '1s' } }, 'has destinationSubnets and settings'],
  [{ redirect: {} }, 'redirects to where the request came from'],
  [{ redirect: { redirectCode: 302 } }, 'redirects to where the request came from'],
  [
    { match: { path: { prefix: '/' } }, redirect: { uri: '/a', prefixRewrite: '/b' } },
    'redirects with uri and prefixRewrite',
  ],
  [{ redirect: { port: 80, derivePort: 'FROM_REQUEST_PORT' } }, 'redirects with port and derivePort'],
  [{ redirect: { port: 0 } }, 'redirects to the port 0'],
  [{ redirect: { scheme: 'ftp' } }, "redirects to the scheme 'ftp'"],
  [{ redirect: { uri: '/a', redirectCode: 200 } }, 'redirects with the status 200'],
  [{ match: { path: { exact: '/a' } }, redirect: { prefixRewrite: '/b' } }, 'redirects with prefixRewrite, for which'],
  [{ redirect: { uri: '/a' }, to: { v1: 100 } }, 'has redirect and to, which exclude each other'],
  [{ directResponse: { status: 200 }, rewrite: { uri: '/' } }, 'has directResponse and rewrite'],
  [{ directResponse: { status: 99 } }, 'answers with the status 99'],
  [{ directResponse: { status: 200, body: { bytes: '#' } } }, 'bytes that are not written in base64'],
  [{ directResponse: { status: 200, body: 'x'.repeat(1024 * 1024 + 1) } }, 'answers with 1048577 bytes'],
  [{ rewrite: {} }, 'rewrites nothing'],
  [{ rewrite: { uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } } }, 'rewrites with uri and uriRegexRewrite'],
  [{ rewrite: { uriRegexRewrite: { match: '(?=a)', rewrite: 'b' } } }, 'rewrites with a regex that Istio refuses'],
  [{ rewrite: { uriRegexRewrite: { match: 'a', rewrite: '' } } }, 'rewrites every match of a regex to nothing'],
  [
    { rewrite: { authority: 'a' }, headers: { request: { set: { Host: 'b' } } } },
    'writes over the host of requests more than once',
  ],
  [{ headers: { request: { set: { ':path': '/' } } } }, "changes the header ':path' of the request"],
  [{ headers: { response: { set: { host: 'a' } } } }, "changes the header 'host' of the response"],
  [{ headers: { request: { remove: ['host'] } } }, "removes the header 'host' of the request"],
  [{ headers: { request: { add: { 'x a': '1' } } } }, 'which no header can be called'],
  [{ headers: { request: { add: { 'x-a': '50%' } } } }, "the value '50%', which Istio refuses"],
  [{ headers: { request: { add: { 'x-a': '1', 'X-A': '2' } } } }, "changes the header 'x-a' twice"],
  [{ to: { v1: { weight: 100, headers: { request: { set: { ':path': '/' } } } } } }, "changes the header ':path'"],
  [{ to: { v1: { weight: 90, headers: {} }, v2: 5 } }, 'has shares that add up to 95 %'],
  [{ mirrors: [{ to: 'v2', percent: 0 }] }, "copies a share to version 'v2' that is not"],
  [
    {
      mirrors: [
        { to: 'v2', percent: 1 },
        { to: 'v2', percent: 2 },
      ],
    },
    "copies requests to version 'v2' twice",
  ],
  [{ mirrors: [{ to: 'v9', percent: 5 }] }, "names the version 'v9'"],
  [{ settings: { timeout: '0s' } }, 'has a setting that is wrong: timeout'],
  [{ settings: { outlierDetection: {} } }, "has the setting 'outlierDetection', which Istio does not know of a route"],
];

describe('a mistake in a Route is told at its line', () => {
  it.each(mistakes)('%j', (props, message) => {
    const found = diagnose((app) => {
      new Route(shop(app).reviews, 'r', props as never);
    });
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map((one) => one.message)).toEqual([expect.stringContaining(message)]);
    expect(errors[0]?.at?.file).toContain('routes.test.ts');
  });

  it('where it is bound to gateways', () => {
    const found = diagnose((app) => {
      const { front, web } = shop(app);
      new Route(front, 'a', { on: [web], match: { from: { namespace: 'shop' } } });
      new Route(front, 'b', { on: ['mesh', web], match: { gatewayPort: 80 } });
      new Route(front, 'c', { on: ['mesh', web], match: { claims: { group: 'present' } } });
      new Route(front, 'e', { on: [web], match: { claims: { 'a[b': 'present' } } });
      new Route(front, 'f', { on: [web], match: { headers: { '@request.auth.claims[group]': 'present' } } });
      new Route(front, 'h', { on: [web], toPort: 'http' });
      new Route(front, 'g', { on: [web], match: { destinationSubnets: ['10.0.0.1'] } });
    });
    expect(found.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      expect.stringContaining("has 'from' and is bound to gateways"),
      expect.stringContaining("has a 'gatewayPort' and is for the mesh as well"),
      expect.stringContaining('has claims and is for the mesh as well'),
      expect.stringContaining("names the claim 'a[b'"),
      expect.stringContaining("names the header '@request.auth.claims[group]', which is a claim: write claims"),
      expect.stringContaining("has a toPort and is bound to gateways, which call the route's port"),
      expect.stringContaining('has destinationSubnets and is bound to gateways'),
    ]);
  });
});

const HOSTILE: readonly unknown[] = [null, 1, 'text', true, [], [null], {}, { exact: 1 }, { a: null }, () => 1];
const PLACES: readonly ((value: unknown) => Props)[] = [
  ...[
    'match',
    'to',
    'delegate',
    'toPort',
    'redirect',
    'directResponse',
    'rewrite',
    'headers',
    'mirrors',
    'settings',
    'on',
    'name',
  ].map((name) => (value: unknown) => ({ [name]: value })),
  ...[
    'path',
    'method',
    'authority',
    'scheme',
    'headers',
    'queryParams',
    'cookie',
    'grpc',
    'from',
    'gatewayPort',
    'claims',
    'sniHosts',
    'destinationSubnets',
  ].map((name) => (value: unknown) => ({ match: { [name]: value } })),
  (value) => ({ match: { headers: { a: { not: value } } } }),
  (value) => ({ match: { from: { labels: value } } }),
  (value) => ({ headers: { request: value } }),
  (value) => ({ headers: { request: { set: value, remove: value } } }),
  (value) => ({ to: { v1: value } }),
  (value) => ({ directResponse: { status: 200, body: value } }),
  (value) => ({ rewrite: { uri: value, authority: value } }),
  (value) => ({ redirect: { uri: value, authority: value, port: value } }),
];

it('values of any type are diagnostics or harmless, never a throw', () => {
  for (const place of PLACES) {
    const build = (app: Parameters<typeof shop>[0]) => {
      const { reviews } = shop(app);
      for (const [i, value] of HOSTILE.entries()) new Route(reviews, `r${i}`, place(value) as never);
    };
    expect(() => diagnose(build)).not.toThrow();
  }
});

it('a route has every setting that owns paths of routes alone; headers are a property', () => {
  const ofRoutes = settingNames.filter((name) => policyOf(name).owns.every((path) => path.startsWith('route.')));
  expect(ofRoutes.filter((name) => name !== 'headers')).toEqual(routeSettingNames);
});
