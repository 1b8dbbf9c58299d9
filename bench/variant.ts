/** One measurement in a process of its own: `variant.ts <name> <clusters> <services>` prints one line of JSON. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { judgeMesh } from '../src/checks/judge-mesh.ts';
import { compile } from '../src/compile.ts';
import { fileText } from '../src/emit/file.ts';
import { writeTree } from '../src/emit/write.ts';
import { emitManifest } from '../src/emit/yaml.ts';
import type { Manifest } from '../src/istio/manifest.ts';
import { lower } from '../src/lower/lower.ts';
import { freeze } from '../src/model/snapshot.ts';
import type { SimulationParts } from '../src/simulate/simulation.ts';
import { benchMesh } from './mesh.ts';
import { simulationParts, timeRequests } from './requests.ts';

const [, , name = '', clusters = '3', services = '10'] = process.argv;
const varied = name.includes('no two alike') ? 1 : 5;
const app = benchMesh(Number(clusters), Number(services), varied);
const root = process.cwd();

/** Each prepares what is not to be measured, and returns what is. */
const variants: Record<string, () => () => unknown> = {
  compile: () => () => compile(app, { root, checks: false }),
  'compile, no two alike': () => () => compile(app, { root, checks: false }),
  'compile with checks': () => () => compile(app, { root }),
  'build and compile': () => () => compile(benchMesh(Number(clusters), Number(services)), { root, checks: false }),
  'plain cdk8s': () => {
    const charts = plainCharts();
    return () => charts.map((chart) => Yaml.stringify(...(chart.toJson() as unknown[])));
  },
  'build and plain cdk8s': () => {
    const objects = manifests();
    return () => plainCharts(objects).map((chart) => Yaml.stringify(...(chart.toJson() as unknown[])));
  },
  emit: () => {
    const objects = unshared();
    return () => objects.map((manifest) => fileText(manifest).length);
  },
  'emit, shared text once': () => {
    const objects = [...new Set(manifests().map(({ manifest }) => manifest))];
    return () => objects.map((manifest) => emitManifest(manifest).length);
  },
  'emit, no two alike': () => variants.emit?.() ?? (() => undefined),
  'JSON.stringify': () => {
    const objects = unshared();
    return () => objects.map((manifest) => JSON.stringify(manifest).length);
  },
  'checks, no two alike': () => variants.checks?.() ?? (() => undefined),
  checks: () => {
    const judged = freeze(app, root).snapshot.meshes.map((mesh) => ({ mesh, ...lower(mesh) }));
    return () => judged.map(({ mesh, objects }) => judgeMesh(mesh, objects));
  },
  simulator: () => {
    const parts = parted();
    return () => ({ requests: timeRequests(parts, false) });
  },
  'simulator with trace': () => {
    const parts = parted();
    return () => ({ requests: timeRequests(parts, true) });
  },
  'compile and write, memory disk': () => () =>
    inMemory((folder) =>
      writeTree(
        folder,
        new Map(
          compile(app, { root, checks: false }).meshes.flatMap((mesh) =>
            mesh.files.map((file) => [file.path, file.text] as const),
          ),
        ),
      ),
    ),
  'plain cdk8s and write, memory disk': () => {
    const charts = plainCharts();
    return () =>
      inMemory((folder) =>
        charts.map((chart) =>
          writeFileSync(join(folder, `${chart.node.id}.yaml`), Yaml.stringify(...(chart.toJson() as unknown[]))),
        ),
      );
  },
};

const measured = variants[name];
if (!measured) throw new Error(`no variant '${name}'`);
// A mesh with mistakes would not be emitted, and the numbers would flatter.
if (compile(benchMesh(3, 10), { root }).diagnostics.length > 0) throw new Error('the mesh has diagnostics');
const run = measured();
const started = performance.now();
const told = run();
const ms = performance.now() - started;
const objects = manifests();
const bytes = objects.reduce((sum, { manifest }) => sum + JSON.stringify(manifest).length, 0);
process.stdout.write(
  `${JSON.stringify({ ms, objects: objects.length, averageBytes: bytes / objects.length, peakMegabytes: process.resourceUsage().maxRSS / 1024, ...(isTold(told) && told) })}\n`,
);

function isTold(value: unknown): value is { readonly requests: unknown } {
  return typeof value === 'object' && value !== null && 'requests' in value;
}

function parted(): SimulationParts {
  return simulationParts(freeze(app, root).snapshot.meshes[0]!);
}

function manifests(): readonly { readonly cluster: string; readonly manifest: Manifest }[] {
  return freeze(app, root).snapshot.meshes.flatMap((mesh) => lower(mesh).objects);
}

/** No two alike: the worst case for whatever remembers. */
function unshared(): Manifest[] {
  return manifests().map(({ manifest }) => structuredClone(manifest));
}

function plainCharts(objects = manifests()): Chart[] {
  const plain = new App({ outdir: '/dev/null' });
  const charts = new Map<string, Chart>();
  for (const [i, { cluster, manifest }] of objects.entries()) {
    const chart = charts.get(cluster) ?? new Chart(plain, cluster);
    charts.set(cluster, chart);
    new ApiObject(chart, `o${i}`, structuredClone(manifest) as never);
  }
  return [...charts.values()];
}

function inMemory(work: (folder: string) => unknown): void {
  const folder = mkdtempSync('/dev/shm/meshwright-bench-');
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
