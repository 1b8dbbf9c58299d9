import { describe, expect, it } from 'vitest';
import type { FieldSchema } from '../../src/istio/generated/schemas/schema.ts';
import { meshConfigSchema } from '../../src/istio/mesh-config/schema.ts';
import { checkMeshConfig } from '../../src/istio/mesh-config/structure.ts';
import { wholeMeshConfig } from '../support/whole-mesh-config.ts';

describe('the schema of MeshConfig', () => {
  it('takes everything that the types take', () => {
    expect(checkMeshConfig(wholeMeshConfig, '1.31')).toEqual([]);
  });

  it('has nothing that the types lack', () => {
    const said = new Set<string>();
    const walk = (value: unknown, path: string) => {
      said.add(path);
      if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`);
      else if (typeof value === 'object' && value !== null)
        for (const [name, field] of Object.entries(value)) walk(field, `${path}.${name}`);
    };
    walk(wholeMeshConfig, '');
    expect(pathsOf(meshConfigSchema, '').filter((path) => !said.has(path))).toEqual([]);
  });

  it.each([
    ['1.29', ['defaultTrafficPolicy', 'serviceEntryVisibility', 'outboundTrafficPolicy.tls', 'zoneAwareLbSetting']],
    ['1.30', ['defaultTrafficPolicy', 'serviceEntryVisibility', 'outboundTrafficPolicy.tls', 'zoneAwareLbSetting']],
  ] as const)('knows what Istio %s lacks', (release, newer) => {
    const found = checkMeshConfig(wholeMeshConfig, release);
    const attribute = 'extensionProviders[5].opentelemetry.serviceAttributeEnrichment';
    expect(found.map(({ path }) => path).sort()).toEqual([...newer, attribute].sort());
    expect(found.every(({ since }) => since === '1.31')).toBe(true);
  });

  it.each([
    [{ acessLogFile: '/dev/stdout' }, 'acessLogFile', 'unknown field', 'accessLogFile'],
    [{ enableTracing: 'true' }, 'enableTracing', 'must be a boolean', 'true'],
    [{ outboundTrafficPolicy: { mode: 'DENY' } }, 'outboundTrafficPolicy.mode', 'must be one of', undefined],
    [{ connectTimeout: '5' }, 'connectTimeout', '', undefined],
    [{ trustDomain: 'shop.example' }, 'trustDomain', 'unknown field', undefined],
    [{ extensionProviders: [{ name: 'x' }] }, 'extensionProviders[0]', 'exactly one of', undefined],
    [
      { extensionProviders: [{ name: 'x', prometheus: {}, datadog: { service: 's', port: 1 } }] },
      'extensionProviders[0]',
      'exactly one of',
      undefined,
    ],
    [
      { extensionProviders: [{ name: 'x', zipkin: { service: 's' } }] },
      'extensionProviders[0].zipkin.port',
      'is missing',
      undefined,
    ],
    [
      { discoverySelectors: [{ matchExpressions: [{ key: 'a' }] }] },
      'discoverySelectors[0].matchExpressions[0].operator',
      'is missing',
      undefined,
    ],
    [[], '', 'must be an object', undefined],
    [null, '', 'must be an object', undefined],
    ['accessLogFile: x', '', 'must be an object', undefined],
  ])('finds the fault in %j', (value, path, message, suggestion) => {
    const [found, ...others] = checkMeshConfig(value, '1.31');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path, message: expect.stringContaining(message) });
    if (suggestion !== undefined) expect(found?.suggestion).toBe(suggestion);
  });
});

/** Of what is written by hand: what the schema shares with CRDs is generated. */
function pathsOf(schema: FieldSchema, path: string): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => pathsOf(field, `${path}.${name}`));
  return [path, ...below, ...(schema.items ? pathsOf(schema.items, `${path}[]`) : [])];
}
