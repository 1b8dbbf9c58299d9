import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineGates, type Servers } from '../../src/cli/doctor-gates.ts';
import { renderExamined } from '../../src/cli/doctor-lines.ts';
import { examineMachine } from '../../src/cli/doctor-machine.ts';
import type { SourceAccess } from '../../src/deliver/sources/contract.ts';
import { sources } from '../../src/deliver/sources/index.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { promql } from '../../src/gates/promql.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const TOKEN = 'prom-t0ken';
const asked: string[] = [];
let server: Server;
let url = '';
const folder = mkdtempSync(join(tmpdir(), 'meshwright-doctor-'));

/** As much of Prometheus as answers a range of one constant, to who has the token. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push(decodeURIComponent(`${request.url}${body}`));
    const known = request.headers.authorization === `Bearer ${TOKEN}`;
    const result = [{ metric: {}, values: [[1, '1']] }];
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(
      known
        ? JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })
        : `no: ${request.headers.authorization}`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'smoke.sh'), '#!/bin/sh\ntouch ran\n');
  chmodSync(join(folder, 'smoke.sh'), 0o755);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const mesh = bundleFrom(shop({ clusters: 2, ratings: false, reviews: {} })).bundle.meshes[0]!;

async function examined(gates: readonly GateSpec[], access: Partial<SourceAccess> = {}, more: Partial<Servers> = {}) {
  const full = { prometheus: {}, argocd: undefined, flux: {}, commands: {}, ...access };
  const around = { sources: sources(full), now: Date.parse('2030-01-01'), head: undefined, abilities: {} };
  const meshes: readonly BundleMesh[] = [{ ...mesh, gates }];
  const lines = await examineGates(meshes, { access: full, ...around, ...more });
  return lines.map(({ what, verdict, detail }) => `${verdict} ${what}: ${detail}`);
}

describe('gates', () => {
  it('that ask nobody', async () => {
    expect(await examined([])).toEqual([
      'ok mesh shop: no gates but bake times; propagation 5m',
      expect.stringMatching(/^advice mesh shop applied: people confirm/),
    ]);
  });

  it('that another release knows', async () => {
    expect((await examined([{ kind: 'moon' }]))[0]).toMatch(/^missing mesh shop: this release cannot evaluate moon/);
  });

  it('that ask a server: it gets a harmless question', async () => {
    const access = { prometheus: { main: { url, token: TOKEN }, spare: { url, token: 'wrong-t0ken' } } };
    const lines = await examined([], access);
    expect(lines).toContain('ok prometheus main: answers');
    const spare = lines.find((line) => line.includes('prometheus spare'));
    expect(spare).toMatch(/^missing/);
    expect(spare).not.toContain('wrong-t0ken');
    expect(asked.every((query) => query.includes('vector(1)'))).toBe(true);
  });

  it('that ask a server which nobody has configured', async () => {
    const lines = await examined([promql({ query: 'up', min: 1, source: 'absent' })]);
    expect(lines).toContainEqual(expect.stringMatching(/^missing prometheus absent: .*meshwright\.yaml/));
  });

  it('that learn from statuses whose word counts', async () => {
    const spec = { kind: 'applied', by: 'commitStatus', context: 'flux/{cluster}', creators: ['flux-bot'] };
    const statuses = { statuses: async () => [] };
    expect(await examined([spec], {}, { abilities: statuses })).toContain(
      'ok mesh shop applied: learnt from commitStatus; statuses of flux-bot count',
    );
    expect(await examined([spec])).toContain(
      'missing forge: gates ask for statuses of commits, which this forge does not have; choose other gates',
    );
  });

  it('that ask each cluster', async () => {
    const lines = await examined([{ kind: 'applied', by: 'flux', kustomization: 'flux-system/mesh' }]);
    const missing = lines.filter((line) => line.startsWith('missing flux us-'));
    expect(missing).toHaveLength(2);
    expect(missing[0]).toMatch(/us-east flux-system\/mesh: .*meshwright\.yaml/);
  });

  it('that run a program, which is looked at and not run', async () => {
    const program = (run: readonly [string, ...string[]]) => ({ commands: { smoke: { run, folder, timeout: 1000 } } });
    const spec = { kind: 'command', name: 'smoke' };
    expect(await examined([spec])).toContain(
      'missing command smoke: is not configured; add it to commands of meshwright.yaml',
    );
    expect(await examined([spec], program(['./smoke.sh']))).toContain('ok command smoke: runs ./smoke.sh');
    expect(await examined([spec], program(['./no.sh']))).toContain(
      'missing command smoke: ./no.sh is not there, or may not be run',
    );
    expect(await examined([spec], program(['sh', 'x']))).toContain('ok command smoke: runs sh of PATH');
  });

  it('of a fleet take one line', async () => {
    const servers = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, { url, token: TOKEN }]));
    const lines = await examined([], { prometheus: servers });
    expect(lines.filter((line) => line.includes('prometheus'))).toEqual(['ok prometheus: 40 of them answer']);
  });
});

it('knows this machine', async () => {
  expect((await examineMachine()).map(({ what, verdict }) => `${verdict} ${what}`)).toEqual(['ok node', 'ok git']);
});

it('keeps its columns', () => {
  const lines = [
    { what: 'a', verdict: 'ok' as const, detail: 'fine' },
    { what: 'longer', verdict: 'missing' as const, detail: 'gone\nbring it back' },
  ];
  expect(renderExamined(lines, PLAIN)).toBe('✓ a       fine\n✗ longer  gone\n          bring it back');
});
