import * as a from '../requests/locality.ts'; import * as b from '../requests/networks.ts'; import * as c0 from '../requests/authorization.ts'; import * as d0 from '../requests/destination-rules.ts';
import { describe, expect, it } from 'vitest';
import { reach } from '../../../src/simulate/reach/index.ts';
import { Views } from '../../../src/simulate/views.ts';
import type { Row, World, Expected } from '../row.ts';
import * as tls from '../requests/tls.ts';
const sets: Record<string, readonly Row[]> = { tls: tls.rows };
sets.locality=a.rows; sets.networks=b.rows; sets.authorization=c0.rows; sets.rules=d0.rows;
function run(world: World, request: any) {
  const views = new Views(world.facts, world.manifests);
  const c = views.cluster(request.from.cluster)!;
  const none = request.from.proxy === 'none';
  const proxy: any = { kind: none ? 'none' : request.from.kind === 'ingress' ? 'gateway' : 'sidecar', cluster: c.name, configCluster: c.configCluster, namespace: request.from.namespace, labels: request.from.labels ?? {}, serviceAccount: request.from.serviceAccount ?? 'default', network: c.network, region: c.region, zone: request.from.zone, trustDomain: c.trustDomain };
  const view = views.of(c.name)!;
  const vs = none ? undefined : (view.objects('VirtualService').find((v: any) => v.spec.hosts.includes(request.to)) as any);
  const service = view.visibleService(request.to, proxy.namespace);
  const port = request.port ?? service?.ports[0]?.number ?? 80;
  const p = service?.ports.find(x => x.number === port)?.protocol;
  const protocol = request.protocol === 'tcp' || request.protocol === 'tls' ? 'tcp' : p && ['TCP','TLS','HTTPS','MONGO','REDIS','MYSQL'].includes(p) ? 'tcp' : 'http';
  const r = vs ? (vs.spec.http ?? vs.spec.tcp)[0] : undefined;
  let routes: any[] = r?.route ?? [{ destination: { host: request.to } }];
  const total = routes.reduce((s, x) => s + (x.weight ?? 0), 0);
  const destinations = routes.map((x) => ({ host: x.destination.host, service: view.visibleService(x.destination.host, proxy.namespace), port: x.destination.port?.number ?? port, subset: x.destination.subset, weight: routes.length === 1 ? 1 : x.weight / total, mirror: false, passthrough: none, seen: undefined }));
  const path = (request.path ?? '/').split('?')[0];
  const routed: any = { proxy, protocol, applicationTls: request.protocol === 'tls', seen: { method: request.method ?? 'GET', path, host: request.to, headers: Object.fromEntries(Object.entries(request.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v])) } };
  const all = destinations.map((d) => reach(views, routed, d as any, request.jwt, true));
  const outcome = { destinations: all.map((x) => x.outcome), unjudged: all.flatMap((x) => x.unjudged), trace: all.flatMap((x) => x.trace) };
  const reaches: Record<string, number> = {};
  const add = (k: string, v: number) => { if (v > 0) reaches[k] = (reaches[k] ?? 0) + v; };
  const fails: any[] = [];
  for (const d of outcome.destinations) {
    if (d.failure) fails.push(d.failure);
    if (d.endpoints.length === 0 && d.failure) add(`!${d.failure.flag}`, d.weight);
    for (const e of d.endpoints) { if (e.failure) fails.push(e.failure); add(e.failure ? `!${e.failure.flag}` : d.external ? d.host : `${e.workload?.name ?? d.host}@${e.cluster}`, e.share * d.weight); }
  }
  const f = Object.keys(reaches).filter((k) => k.startsWith('!')).length, n = Object.keys(reaches).length;
  const verdict = outcome.unjudged.length > 0 ? 'unjudged' : f === 0 ? 'reaches' : f === n ? 'fails' : 'partly';
  return { outcome, reaches, fails, verdict };
}
function check(got: ReturnType<typeof run>, want: Expected) {
  const note = JSON.stringify({ ...got, outcome: { ...got.outcome } }, null, 1).slice(0, 6000);
  expect(got.verdict, note).toBe(want.verdict);
  if (want.reaches) { expect(Object.keys(got.reaches).sort(), note).toEqual(Object.keys(want.reaches).sort()); for (const k in want.reaches) expect(got.reaches[k], note).toBeCloseTo(want.reaches[k]!, 4); }
  if (want.flag) expect(got.fails.map((x) => x.flag), note).toContain(want.flag);
  if (want.status !== undefined) expect(got.fails.map((x) => x.status), note).toContain(want.status);
  if (want.reason) expect(got.fails.map((x) => x.reason).join('\n'), note).toMatch(want.reason);
  if (want.like) expect(got.outcome, note).toMatchObject(want.like);
}
function mutate(row: Row): { world: World; request: any } {
  const m = row.mutation!;
  const set = (o: any, path: readonly (string | number)[], has: boolean, v: unknown) => { const copy = structuredClone(o); let at = copy; for (const k of path.slice(0, -1)) at = at[k] ??= {}; const last = path.at(-1)!; if (has) at[last] = v; else if (Array.isArray(at)) at.splice(last as number, 1); else delete at[last]; return copy; };
  const has = 'value' in m;
  if (m.of === 'request') return { world: row.world, request: set(row.request, m.field, has, m.value) };
  if (m.of === 'facts') return { world: { ...row.world, facts: set(row.world.facts, m.field, has, m.value) }, request: row.request };
  let hit = 0;
  const manifests = new Map([...row.world.manifests].map(([c, list]) => [c, list.flatMap((x) => { if ((m.cluster && m.cluster !== c) || `${x.kind} ${x.metadata.namespace}/${x.metadata.name}` !== m.of) return [x]; hit++; return m.field.length === 0 ? [] : [set(x, m.field, has, m.value)]; })]));
  if (!hit) throw new Error('no object ' + m.of);
  return { world: { ...row.world, manifests }, request: row.request };
}
for (const [name, rows] of Object.entries(sets)) describe(`${name} (${rows.length})`, () => {
  for (const row of rows) {
    it(row.name, () => check(run(row.world, row.request), row.expect));
    if (row.mutation) it(`${row.name} [mutated]`, () => { const m = mutate(row); check(run(m.world, m.request), row.mutation!.expect); });
    else if (row.expect.verdict === 'reaches') it(row.name + ' has a mutation', () => { throw new Error('no mutation'); });
  }
});
