/** One measurement in a process of its own: `proof-variant.ts <clusters> <services> <rollouts> <steps> <waves>` prints a line of JSON. */
import { performance } from 'node:perf_hooks';
import { bundleOf, compile } from '../src/compile.ts';
import { factsOf } from '../src/istio/facts-of-inventory.ts';
import { identityOf, type Manifest } from '../src/istio/manifest.ts';
import { changesThrough, Prover } from '../src/schedule/proof/index.ts';
import { START, stagesOf } from '../src/schedule/stages.ts';
import { rolloutMesh } from './proof-mesh.ts';

const [clusters = 10, services = 100, rollouts = 2, steps = 8, waves = 5] = process.argv.slice(2).map(Number);
const app = rolloutMesh(clusters, services, rollouts, steps, waves);
const { ms: compileMs, result: compiled } = timed(() => compile(app, { root: process.cwd() }));
const mesh = compiled.meshes[0];
const bundle = bundleOf(compiled).meshes[0];
if (!mesh || !bundle) throw new Error('the mesh has mistakes');
const manifests = new Map(mesh.files.map(({ path, manifest }) => [path, manifest]));

const applied = new Map<string, Map<string, Manifest>>(bundle.inventory.clusters.map(({ name }) => [name, new Map()]));
for (const { cluster, manifest } of mesh.files) applied.get(cluster)?.set(identityOf(manifest), manifest);

const counts = { transitions: 0, unsafe: 0, requests: 0, triples: 0, remembered: 0 };
const { ms } = timed(proveAll);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ compileMs, ms, ...counts, peakMegabytes })}\n`);

/** All rollouts advance together, a step at a time: each finds the others under way. */
function proveAll(): void {
  const prover = new Prover({ facts: factsOf(bundle!.inventory), applied });
  const plans = bundle!.canaries.map((canary) => ({ canary, stages: [START, ...stagesOf(canary)] }));
  const most = Math.max(...plans.map(({ stages }) => stages.length));
  for (let i = 1; i < most; i++) {
    for (const { canary, stages } of plans) {
      const [from, to] = [stages[i - 1], stages[i]];
      if (!from || !to) continue;
      const positions = [{ [canary.id]: from.key }, { [canary.id]: to.key }];
      const changes = changesThrough(bundle!, (path) => manifests.get(path), positions);
      const proved = prover.prove(changes);
      prover.advance(changes);
      counts.transitions++;
      counts.unsafe += proved.verdict === 'safe' ? 0 : 1;
      counts.requests += proved.counts.requests;
      counts.triples += proved.counts.triples;
      counts.remembered += proved.counts.remembered;
    }
  }
}

function timed<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const started = performance.now();
  const result = run();
  return { ms: performance.now() - started, result };
}
