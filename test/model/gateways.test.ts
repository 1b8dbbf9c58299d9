/** What types cannot refuse in an IngressGateway, or refuse only where the compiler looks. */
import { IngressGateway } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

type Props = Readonly<Record<string, unknown>>;

const credentialName = 'shop';
const https = (tls: Props): Props => ({ ports: { https: { number: 443, tls } } });
const files = { serverCertificate: '/tls.crt', privateKey: '/tls.key' };
const hosts = ['a.example', 'b.example'];

/** The mistake, and part of its message. */
const mistakes: readonly (readonly [props: Props, message: string])[] = [
  [{ hosts: ['shop'] }, "cannot serve the host 'shop'"],
  [{ hosts: ['/shop.example'] }, "cannot serve the host '/shop.example'"],
  [{ hosts: ['a/b/shop.example'] }, "cannot serve the host 'a/b/shop.example'"],
  [{ hosts: ['shop.example', './shop.example'] }, "the host 'shop.example' is there twice"],
  [{ hosts, ports: { http: { number: 80, hosts: ['a.example'] } } }, "none of its ports serves the host 'b.example'"],
  [{ hosts, ports: { http: 80, more: { number: 81, hosts: [] } } }, "port 'more' has an empty list of hosts"],
  [
    { hosts, ports: { http: 80, more: { number: 81, hosts: ['c.example'] } } },
    "port 'more' serves the host 'c.example', which is none of the gateway's",
  ],
  [{ ports: { http: 0 } }, "port 'http' has the number 0"],
  [{ ports: { http: { number: 80, bind: 'localhost' } } }, "port 'http' binds to 'localhost'"],
  [{ ports: { http: { number: 0, bind: 'unix://run' } } }, "port 'http' binds to 'unix://run'"],
  [{ ports: { http: { number: 80, bind: 'unix:///run/http' } } }, "port 'http' is a Unix socket, whose number is 0"],
  [{ ports: { http: 80, twin: 80 } }, "port 80 is there twice for the host 'edge.example'"],
  [{ ports: { http: 80, tcp: { number: 80, protocol: 'TCP' } } }, 'port 80 is there twice'],
  [{ ports: { http: 80, https: { number: 80, tls: { credentialName } } } }, 'port 80 is there twice'],
  [
    { ports: { http: { number: 80, protocol: 'HTTPS' } } },
    "port 'http' is of protocol HTTPS, and without tls it is one of",
  ],
  [{ ports: { a: { number: 80, protocol: 'HTTP', tls: { credentialName } } } }, 'and with tls it is one of HTTPS, TLS'],
  [{ ports: { a: { number: 80, protocol: 'TCP', httpsRedirect: true } } }, 'and with httpsRedirect it is one of HTTP'],
  [{ ports: { a: { number: 80, httpsRedirect: true, tls: { credentialName } } } }, 'has tls and httpsRedirect'],
  [{ ports: { http: { number: 80, statPrefix: 'pages' } } }, "port 'http' has a statPrefix"],
  [https({}), "tls of port 'https' needs exactly one of credentialName"],
  [https({ credentialName: 'a b' }), "tls of port 'https'.credentialName 'a b' is not the name of a Secret"],
  [https({ credentialName, ...files }), 'and has credentialName and serverCertificate'],
  [https({ serverCertificate: '/a' }), 'has one of serverCertificate and privateKey without the other'],
  [https({ credentialNames: ['a', 'b', 'c'] }), 'has 3 entries, and proxies take two'],
  [https({ tlsCertificates: [{ serverCertificate: '/a' }] }), 'tlsCertificates[0] lacks privateKey'],
  [https({ credentialName, mode: 'AUTO_PASSTHROUGH' }), "mode 'AUTO_PASSTHROUGH' is not one of"],
  [https({ credentialName, mode: 'PASSTHROUGH' }), 'of mode PASSTHROUGH has no credentialName'],
  [https({ credentialName, mode: 'ISTIO_MUTUAL' }), 'of mode ISTIO_MUTUAL has no credentialName'],
  [https({ credentialName, subjectAltNames: ['a.example'] }), 'of mode SIMPLE has no subjectAltNames'],
  [https({ mode: 'MUTUAL', ...files }), 'of mode MUTUAL lacks caCertificates'],
  [
    https({ mode: 'MUTUAL', credentialName, caCrl: '/a' }),
    'has caCrl, which proxies do not read beside credentialName',
  ],
  [
    https({ mode: 'MUTUAL', ...files, caCertificates: '/a', caCertCredentialName: 'b' }),
    'has caCertCredentialName, which proxies do not read beside serverCertificate',
  ],
  [https({ mode: 'MUTUAL', credentialName, caCertCredentialName: 'configmap://a' }), 'names neither a Secret nor'],
  [https({ mode: 'MUTUAL', credentialName, verifyCertificateSpki: ['a'] }), 'is no SHA-256 in base64'],
  [https({ mode: 'MUTUAL', credentialName, verifyCertificateHash: ['a'] }), 'is no SHA-256 in hexadecimal digits'],
  [https({ mode: 'MUTUAL', credentialName, subjectAltNames: ['a..b'] }), 'is neither a domain name nor spiffe://'],
  [
    https({ credentialName, cipherSuites: ['RC4'] }),
    "cipherSuites[0] 'RC4' is a cipher suite that Istio does not know",
  ],
  [https({ credentialName, minProtocolVersion: 'TLSV1_1' }), 'takes cipherSuites beside it'],
  [https({ credentialName, maxProtocolVersion: 'TLSV1_1' }), "below TLSV1_2, Istio's default for the oldest"],
  [
    https({ credentialName, minProtocolVersion: 'TLSV1_3', maxProtocolVersion: 'TLSV1_2' }),
    'maxProtocolVersion is below minProtocolVersion',
  ],
];

describe('a mistake in an IngressGateway is told at its line', () => {
  it.each(mistakes)('%j', (props, message) => {
    const found = diagnose((app) => {
      const { mesh, usEast } = shop(app);
      new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast], ...props } as never);
    });
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map((one) => one.message)).toEqual([expect.stringContaining(message)]);
    expect(errors[0]?.at?.file).toContain('gateways.test.ts');
  });
});

describe('ports may share a number', () => {
  const right: readonly Props[] = [
    { http: { number: 80, hosts: ['a.example'] }, more: { number: 80, hosts: ['b.example'], httpsRedirect: true } },
    {
      a: { number: 443, hosts: ['a.example'], tls: { credentialName } },
      b: { number: 443, hosts: ['b.example'], tls: { mode: 'PASSTHROUGH' } },
    },
    { a: { number: 80, bind: '10.0.0.1' }, b: { number: 80, bind: '10.0.0.2', protocol: 'TCP' } },
    { a: { number: 0, bind: 'unix:///run/a' }, b: { number: 0, bind: 'unix:///run/b' } },
  ];

  it.each(right)('%j', (ports) => {
    const found = diagnose((app) => {
      const { mesh, usEast } = shop(app);
      new IngressGateway(mesh, 'edge', { hosts: hosts as never, in: [usEast], ports: ports as never });
    });
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

const HOSTILE: readonly unknown[] = [null, 1, 'text', true, [], [null], {}, { exact: 1 }, { number: null }, () => 1];
const PLACES: readonly ((value: unknown) => Props)[] = [
  ...['hosts', 'ports', 'selector', 'in', 'name'].map((name) => (value: unknown) => ({ [name]: value })),
  ...['number', 'tls', 'hosts', 'bind', 'protocol', 'httpsRedirect', 'statPrefix'].map((name) => (value: unknown) => ({
    ports: { http: { number: 80, [name]: value } },
  })),
  ...['mode', 'credentialName', 'credentialNames', 'tlsCertificates', 'cipherSuites', 'subjectAltNames'].map(
    (name) => (value: unknown) => https({ credentialName, [name]: value }),
  ),
  (value) => ({ ports: { http: value } }),
];

it('values of any type are diagnostics or harmless, never a throw', () => {
  for (const place of PLACES) {
    const build = (app: Parameters<typeof shop>[0]) => {
      const { mesh, usEast } = shop(app);
      for (const [i, value] of HOSTILE.entries())
        new IngressGateway(mesh, `g${i}`, { hosts: ['edge.example'], in: [usEast], ...place(value) } as never);
    };
    expect(() => diagnose(build)).not.toThrow();
  }
});
