/** What authors say wrongly of services outside of Kubernetes and of the way there. */
import { EgressGateway, ExternalService, type ExternalServiceProps } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

const right = { namespace: 'shop', hosts: ['api.example'], ports: { http: 80 } };

function told(props: Record<string, unknown>): string[] {
  return diagnose((app) => {
    const { mesh, usEast } = shop(app);
    const egress = new EgressGateway(mesh, 'egress', { in: [usEast] });
    const through = props.through === 'egress' ? { through: egress } : {};
    return new ExternalService(mesh, 'api', {
      ...right,
      ...props,
      ...through,
    } as unknown as ExternalServiceProps<'v1', 'http'>);
  })
    .filter(({ code }) => code === 'invalid-setting')
    .map(({ message }) => message);
}

describe('an ExternalService', () => {
  const end = { address: '192.0.2.1' };
  it.each<[string, Record<string, unknown>]>([
    ['has no hosts', { hosts: [] }],
    ["has 'hosts' that are no list of texts", { hosts: [7] }],
    ["has 'addresses' that are no list of texts", { addresses: '192.0.2.1' }],
    ["is not right: location 'OUTSIDE' is not one of MESH_EXTERNAL, MESH_INTERNAL", { location: 'OUTSIDE' }],
    [
      "is not right: resolution 'dns' is not one of NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS; did you mean DNS?",
      { resolution: 'dns' },
    ],
    ['is not right: endpoints is an empty list: leave it out', { endpoints: [] }],
    ['is not right: endpoints[0] lacks address', { endpoints: [{ weight: 1 }] }],
    [
      'is not right: endpoints[0].weight must be a whole number of 1 or more, not 0',
      { endpoints: [{ ...end, weight: 0 }] },
    ],
    [
      "is not right: endpoints[0].ports: the port 'grpc' is not one of http",
      { endpoints: [{ ...end, ports: { grpc: 1 } }] },
    ],
    [
      "is not right: endpoints[0].version 'v2' is not one of v1; did you mean v1?",
      { versions: ['v1'], stable: 'v1', endpoints: [{ ...end, version: 'v2' }] },
    ],
    ["is not right: endpoints[0].network must be a Network, not 'east'", { endpoints: [{ ...end, network: 'east' }] }],
    ["has a 'through' that is no EgressGateway", { through: 7 }],
    [
      'has versions and several hosts: a route to a version names one host',
      { hosts: ['a.example', 'b.example'], versions: ['v1'], endpoints: [{ ...end, version: 'v1' }] },
    ],
    [
      "goes 'through' a gateway with several hosts: declare one for each",
      { hosts: ['a.example', 'b.example'], through: 'egress' },
    ],
    [
      "goes 'through' a gateway with a TCP port: nothing in the connection tells the gateway where it leads",
      { ports: { tcp: 7000 }, through: 'egress' },
    ],
    [
      "goes 'through' a gateway with several ports for HTTP: they would be one there",
      { ports: { http: 80, 'http-b': 81 }, through: 'egress' },
    ],
    [
      "goes 'through' a gateway with the resolution NONE: the gateway could not tell which address was meant",
      { resolution: 'NONE', through: 'egress' },
    ],
  ])('is told: it %s', (problem, props) => {
    expect(told(props)).toEqual([`ExternalService 'api' ${problem}.`]);
  });

  it.each([null, 7, 'x', [], [[]], [null], {}])('survives %j in the place of each of its values', (value) => {
    for (const key of ['hosts', 'ports', 'addresses', 'location', 'resolution', 'endpoints', 'pods', 'in', 'through'])
      told({ [key]: value });
    for (const key of ['subjectAltNames', 'versions', 'callers', 'namespace', 'name']) told({ [key]: value });
  });

  it('counts as a service: neither takes the name of the other', () => {
    const codes = diagnose((app) => {
      const { mesh } = shop(app);
      return new ExternalService(mesh, 'api', { ...right, name: 'front' } as never);
    }).map(({ code }) => code);
    expect(codes).toContain('duplicate-name');
  });
});
