/** Rules for MeshConfig and MeshNetworks: a row each, and the near misses that pass. */
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/checks/validation/cursor.ts';
import { validateMeshConfig } from '../../../src/checks/validation/mesh-config.ts';
import { validateMeshNetworks } from '../../../src/checks/validation/mesh-networks.ts';
import { Problems } from '../../../src/checks/validation/problem.ts';
import { printPath } from '../../../src/istio/field-path.ts';
import { mangled } from './tables/mangled.ts';

type Row = readonly [value: unknown, ...problems: string[]];

const configs: readonly Row[] = [
  [{}],
  [null],
  [{ connectTimeout: '10s', protocolDetectionTimeout: '0s', proxyListenPort: 15001 }],
  [{ connectTimeout: '0s' }, 'error mesh.connectTimeout: less than'],
  [{ connectTimeout: '61m' }, 'error mesh.connectTimeout: at most 1h'],
  [{ protocolDetectionTimeout: '1us' }, 'error mesh.protocolDetectionTimeout: finer'],
  [{ proxyListenPort: 0 }, 'error mesh.proxyListenPort: not 0'],
  [{ trustDomain: 'prod.example.', trustDomainAliases: ['Old'] }],
  [{ trustDomain: '' }, 'error mesh.trustDomain: not the name'],
  [{ trustDomainAliases: ['a', 'a_b'] }, 'error mesh.trustDomainAliases[1]: not the name'],
  [{ serviceSettings: [{ hosts: ['*.a', 'a b'] }] }, 'error mesh.serviceSettings[0].hosts[1]: not a host'],
  [{ localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } }],
  [{ localityLbSetting: { failover: [{ from: 'a', to: 'a' }] } }, 'error mesh.localityLbSetting.failover[0]: itself'],
  [{ localityLbSetting: {}, zoneAwareLbSetting: {} }],
  [{ meshMTLS: { ecdhCurves: ['P-256'] } }, 'error mesh.meshMTLS.ecdhCurves: cannot be chosen'],
  [
    { tlsDefaults: { ecdhCurves: ['P-256', 'P-1', 'P-256'] } },
    'warning mesh.tlsDefaults.ecdhCurves[1]: P-1',
    'warning mesh.tlsDefaults.ecdhCurves[2]: twice',
  ],
  [{ defaultTrafficPolicy: { connectionPool: {} } }, 'error mesh.defaultTrafficPolicy.connectionPool: is empty'],
  [{ defaultTrafficPolicy: { connectionPool: { http: { http2KeepAlive: {} } } } }],
  [{ defaultTrafficPolicy: { outlierDetection: { consecutiveErrors: 1 } } }],
  [
    { defaultTrafficPolicy: { outlierDetection: { maxEjectionPercent: 101 } } },
    'error mesh.defaultTrafficPolicy.outlierDetection.maxEjectionPercent: 101',
  ],
  [{ defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012', drainDuration: '45s', statusPort: 15020 } }],
  [{ defaultConfig: { drainDuration: '1.5s' } }, 'error mesh.defaultConfig.drainDuration: finer than a second'],
  [{ defaultConfig: { discoveryAddress: 'istiod' } }, 'error mesh.defaultConfig.discoveryAddress: host and a port'],
  [{ defaultConfig: { tracing: { zipkin: { address: '$(HOST_IP):9411' } } } }],
  [
    { defaultConfig: { tracing: { zipkin: { address: '::1:9411' } } } },
    'error mesh.defaultConfig.tracing.zipkin.address:',
  ],
  [{ defaultConfig: { statsdUdpAddress: '[::1]:8125' } }],
  [{ defaultConfig: { proxyAdminPort: 65536 } }, 'error mesh.defaultConfig.proxyAdminPort: not 65536'],
  [
    { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' } } },
    'warning mesh.defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE: deprecated',
  ],
];

const network = (of: unknown) => ({ networks: { eu: of } });
const networks: readonly Row[] = [
  [{}],
  [
    network({
      endpoints: [{ fromCidr: '10.0.0.0/8' }, { fromRegistry: 'eu-west' }],
      gateways: [
        { address: '10.1.1.1', port: 15443 },
        { registryServiceName: 'gw.istio-system.svc.cluster.local', port: 443 },
        { address: 'gw.example.com', port: 443 },
      ],
    }),
  ],
  [network({ endpoints: [{ fromCidr: '10.0.0.0/33' }] }), 'error mesh.networks.eu.endpoints[0].fromCidr: CIDR'],
  [network({ endpoints: [{ fromRegistry: 'a.b' }] }), 'error mesh.networks.eu.endpoints[0].fromRegistry: a.b'],
  [network({ gateways: [{ address: '1.1.1.1' }] }), 'error mesh.networks.eu.gateways[0].port: not 0'],
  [network({ gateways: [{ address: 'a_b', port: 1 }] }), 'error mesh.networks.eu.gateways[0].address: neither'],
  [
    network({ gateways: [{ registryServiceName: 'a b', port: 1 }] }),
    'error mesh.networks.eu.gateways[0].registryServiceName: a b',
  ],
];

describe.each([
  ['MeshConfig', validateMeshConfig, configs],
  ['MeshNetworks', validateMeshNetworks, networks],
] as const)('%s', (_, validate, rows) => {
  const judge = (value: unknown) => {
    const problems = new Problems();
    validate(value, new Cursor(problems, 'mesh'));
    return problems.found.map(({ severity, path, message }) => `${severity} ${printPath(path)}: ${message}`);
  };

  it.each(rows.map(([value, ...problems]) => [JSON.stringify(value), value, problems] as const))(
    '%s',
    (_, value, problems) => {
      const found = judge(value);
      expect(found).toHaveLength(problems.length);
      problems.forEach((problem, index) => {
        const [head = '', part = ''] = problem.split(/: ?(.*)/s);
        expect(found[index]).toMatch(`${head}: `);
        expect(found[index]).toContain(part);
      });
    },
  );

  it('survives odd values anywhere', () => {
    const judgeAll = () => {
      for (const [value] of rows) for (const odd of mangled(value)) judge(odd);
    };
    expect(judgeAll).not.toThrow();
  });
});
