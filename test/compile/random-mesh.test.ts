import { readdirSync } from 'node:fs';
import { Construct } from 'constructs';
import fc from 'fast-check';
import * as meshwright from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { settingNames } from '../../src/policies/settings.ts';
import { meshesBeyond } from '../support/random/beyond.ts';
import { meshesOfConnections } from '../support/random/connections.ts';
import { optionsOf, writableProperties, writtenProperties } from '../support/random/coverage.ts';
import { handedOverMeshes } from '../support/random/handoffs.ts';
import { installedMeshes } from '../support/random/installs.ts';
import { buildMesh, meshDescriptions } from '../support/random-mesh.ts';

const descriptions = fc.sample(meshDescriptions, { numRuns: 400, seed: 20_261 });
const built = descriptions.map((description) => buildMesh(description));
const beyond = fc.sample(meshesBeyond, { numRuns: 20, seed: 20_261 }).map((build) => build());
const connections = fc.sample(meshesOfConnections, { numRuns: 40, seed: 20_261 }).map((build) => build());
const installs = fc.sample(installedMeshes, { numRuns: 40, seed: 20_261 }).map(({ installed }) => installed());
const handOffs = fc.sample(handedOverMeshes, { numRuns: 40, seed: 20_261 }).map((build) => build());
const all = [...built.map(({ app }) => app), ...beyond, ...connections, ...installs, ...handOffs];
const constructs = all.flatMap((app) => app.node.findAll());

function isConstruct(value: unknown): value is typeof Construct {
  return typeof value === 'function' && value.prototype instanceof Construct;
}

function namesIn(exports: object): string[] {
  return Object.entries(exports).flatMap(([name, value]) => (isConstruct(value) ? [name] : []));
}

describe('400 random meshes', () => {
  const names = new Set(constructs.map((construct) => construct.constructor.name));

  it('hold every construct, high and low', () => {
    expect(namesIn(meshwright).filter((name) => !names.has(name))).toEqual([]);
    expect(namesIn(meshwright.istio).filter((name) => !names.has(name))).toEqual([]);
    expect(names.has('ApiObject')).toBe(true);
  });

  it('use every property that an author may write', () => {
    const written = new Set(constructs.flatMap(writtenProperties));
    expect(writableProperties().size).toBeGreaterThan(50);
    expect([...writableProperties()].filter((property) => !written.has(property))).toEqual([]);
  });

  it('use every policy of the shelf with every option, at every rank', () => {
    const policies = descriptions.flatMap(({ trafficPolicies }) => trafficPolicies);
    expect(settingNames.filter((name) => !policies.some(({ props }) => name in props))).toEqual([]);
    const values = (name: string) =>
      policies.flatMap(({ props }) => Object.keys((props as Record<string, object>)[name] ?? {}));
    for (const file of readdirSync('src/policies')) {
      const name = file.replace('.ts', '').replace(/-./g, (dash) => dash.slice(1).toUpperCase());
      const used = new Set(values(name));
      expect(
        optionsOf(file).filter((option) => !used.has(option)),
        file,
      ).toEqual([]);
    }
    const ranks = new Set(
      policies.map(({ on, in: clusters, props }) =>
        [
          on ? 'service' : 'mesh',
          ...['version', 'port', 'namespace'].filter((key) => key in props),
          clusters ? 'in' : '',
        ].join(' '),
      ),
    );
    expect(ranks.size).toBe(10);
  });

  it('use every gate, version of Istio, mode and form of a value', () => {
    const count = (test: (d: (typeof descriptions)[number]) => boolean) => descriptions.filter(test).length;
    for (const istio of ['1.29', '1.30', '1.31'])
      expect(
        count((d) => d.clusters.some((c) => c.istio === istio)),
        istio,
      ).toBeGreaterThan(0);
    for (const mode of ['STRICT', 'PERMISSIVE', 'DISABLE']) {
      for (const level of ['mesh', 'namespace', 'service', 'port']) {
        const levelOf = (rule: (typeof descriptions)[number]['mutualTls'][number]) =>
          rule.port ? 'port' : rule.on ? 'service' : rule.namespace ? 'namespace' : 'mesh';
        expect(
          count((d) => d.mutualTls.some((rule) => rule.mode === mode && levelOf(rule) === level)),
          `${mode} ${level}`,
        ).toBeGreaterThan(0);
      }
    }
    const services = (test: (s: (typeof descriptions)[number]['services'][number]) => boolean) =>
      count((d) => d.services.some(test));
    for (const test of [
      services((s) => s.callers === 'any'),
      services((s) => Array.isArray(s.callers) && s.callers.length > 1),
      services((s) => s.versions === undefined),
      services((s) => s.runsIn.some((entry) => typeof entry === 'object')),
      count((d) => d.gateways.length > 1),
      count((d) => d.gateways.some(({ hosts }) => hosts.includes('*'))),
      count((d) => d.networks.some(({ props }) => props.eastWestGateway === false)),
      count((d) => d.canaries.some(({ waves, pinToCluster }) => waves.length > 1 && pinToCluster === true)),
      count((d) => d.canaries.some(({ waves }) => waves.some(({ weights }) => weights.includes(5)))),
      count((d) => d.routes.some(({ to, match, on }) => to !== undefined && match === undefined && on === undefined)),
      count((d) => d.accessPolicies.some(({ allow }) => allow.length === 0)),
    ]) {
      expect(test).toBeGreaterThan(3);
    }
  });

  it('have several networks at least every other time', () => {
    expect(descriptions.filter(({ networks }) => networks.length > 1).length).toBeGreaterThanOrEqual(
      descriptions.length / 2,
    );
  });

  it('hold no mistake, and often a canary', () => {
    const compiled = built.slice(0, 150).map(({ app }) => compile(app, { root: process.cwd() }));
    expect(compiled.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual(
      [],
    );
    expect(compiled.filter(({ meshes }) => (meshes[0]?.snapshot.canaries.length ?? 0) > 0).length).toBeGreaterThan(50);
  });
});
