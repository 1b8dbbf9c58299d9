/** `node --conditions=meshwright-source --import tsx bench/proof.ts [rounds]`: what it takes to prove rollouts, and how it grows. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '../src/report/table.ts';

const rounds = Number(process.argv[2] ?? 3);
/** Clusters, services, rollouts, steps, waves. The last is the size that the bound is about. */
const SIZES = [
  [50, 200, 4, 4, 5],
  [50, 200, 4, 8, 5],
  [50, 200, 4, 8, 1],
  [50, 200, 4, 8, 10],
  [10, 1000, 20, 8, 5],
  [50, 1000, 20, 8, 5],
] as const;

interface Measured {
  readonly compileMs: number;
  readonly ms: number;
  readonly transitions: number;
  readonly unsafe: number;
  readonly requests: number;
  readonly triples: number;
  readonly remembered: number;
  readonly peakMegabytes: number;
}

const rows = SIZES.map((size) => {
  const runs = Array.from({ length: rounds }, () => measure(size)).sort(
    (a, b) => a.ms / a.compileMs - b.ms / b.compileMs,
  );
  const one = runs[runs.length >> 1] as Measured;
  const [clusters, services, rollouts, steps, waves] = size;
  return [
    `${clusters} x ${services}, ${rollouts} rollouts, ${steps} steps, ${waves} waves`,
    `${one.compileMs.toFixed(0)} ms`,
    `${one.ms.toFixed(0)} ms`,
    (one.ms / one.compileMs).toFixed(2),
    String(one.transitions),
    String(one.unsafe),
    String(one.triples),
    String(one.remembered),
    String(one.requests),
    `${one.peakMegabytes.toFixed(0)} MB`,
  ];
});
const head = [
  'size',
  'compile',
  'proof',
  'ratio',
  'steps',
  'unsafe',
  'triples judged',
  'remembered',
  'requests',
  'memory',
];
process.stdout.write(`\n${markdownTable(head, rows)}\n`);

function measure(size: readonly number[]): Measured {
  const script = fileURLToPath(new URL('proof-variant.ts', import.meta.url));
  const args = ['--max-old-space-size=6000', '--conditions=meshwright-source', '--import', 'tsx', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...args, ...size.map(String)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${size.join(' x ')}: ${stderr}`);
  process.stderr.write('.');
  return JSON.parse(stdout) as Measured;
}
