/** `node --conditions=meshwright-source --import tsx bench/run.ts [rounds]`: all variants, and the ratios that DESIGN bounds. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '../src/report/table.ts';
import type { RequestTimes } from './requests.ts';

const rounds = Number(process.argv[2] ?? 5);
const SIZES = [
  [3, 10],
  [10, 1000],
  [50, 1000],
  [100, 1000],
] as const;
const NAMES = [
  'plain cdk8s',
  'compile',
  'compile, no two alike',
  'compile with checks',
  'build and plain cdk8s',
  'build and compile',
  'plain cdk8s and write, memory disk',
  'compile and write, memory disk',
  'JSON.stringify',
  'emit',
  'emit, shared text once',
  'checks',
  'checks, no two alike',
  'emit, no two alike',
  'simulator',
  'simulator with trace',
] as const;
type Name = (typeof NAMES)[number];
/** The larger sizes are there for growth and memory; cdk8s alone would take minutes of them. */
const LARGE: readonly Name[] = ['compile', 'compile with checks', 'JSON.stringify', 'emit', 'checks'];
const LARGEST: readonly Name[] = ['compile', 'compile with checks'];

interface Measured {
  readonly ms: number;
  readonly objects: number;
  readonly averageBytes: number;
  readonly peakMegabytes: number;
  readonly requests?: RequestTimes;
}

const SIMULATOR: readonly Name[] = ['simulator', 'simulator with trace'];

const results = new Map<string, Measured>();
for (const [clusters, services] of SIZES) {
  const names = clusters === 100 ? LARGEST : clusters === 50 ? LARGE : NAMES;
  // Rounds outside, variants inside: a slow minute of the machine meets all of them.
  const runs = Array.from({ length: clusters >= 50 ? Math.min(rounds, 3) : rounds }, () =>
    names.map((name) => measure(name, clusters, services)),
  );
  names.forEach((name, i) => {
    results.set(`${name} ${clusters}x${services}`, median(runs.map((round) => round[i] as Measured)));
  });
}
report();

function measure(name: Name, clusters: number, services: number): Measured {
  const script = fileURLToPath(new URL('variant.ts', import.meta.url));
  const args = [
    '--max-old-space-size=6000',
    '--conditions=meshwright-source',
    '--import',
    'tsx',
    script,
    name,
    String(clusters),
    String(services),
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  process.stderr.write('.');
  return JSON.parse(stdout) as Measured;
}

function median(runs: readonly Measured[]): Measured {
  return [...runs].sort((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)] as Measured;
}

function report(): void {
  const of = (name: Name, size: string) => results.get(`${name} ${size}`);
  const cell = (found: Measured | undefined, reference: Measured | undefined) =>
    found === undefined
      ? ''
      : `${found.ms.toFixed(0)} ms${reference ? `, ${(found.ms / reference.ms).toFixed(2)}` : ''}`;
  const sizes = SIZES.map(([clusters, services]) => `${clusters}x${services}`);
  const head = ['variant', ...sizes.map((size) => `${size}: time, ratio to JSON.stringify`)];
  const rows = NAMES.filter((name) => !SIMULATOR.includes(name)).map((name) => [
    name,
    ...sizes.map((size) => cell(of(name, size), of('JSON.stringify', size))),
  ]);
  const ratio = (a: Name, b: Name, size: string) =>
    ((of(a, size)?.ms ?? Number.NaN) / (of(b, size)?.ms ?? Number.NaN)).toFixed(2);
  const facts = sizes.map((size) => [
    size,
    String(of('compile', size)?.objects),
    `${((of('compile', size)?.averageBytes ?? 0) / 1000).toFixed(2)} kB`,
    `${of('compile with checks', size)?.peakMegabytes.toFixed(0)} MB`,
  ]);
  const request = SIMULATOR.flatMap((name) =>
    sizes.flatMap((size) => {
      const times = of(name, size)?.requests;
      if (!times) return [];
      const spread = ({ median, p99 }: RequestTimes['fresh']) => `${median.toFixed(0)} µs, ${p99.toFixed(0)} µs`;
      return [[`${name}, ${size}`, `${(times.first / 1000).toFixed(0)} ms`, spread(times.fresh), spread(times.again)]];
    }),
  );
  const again = (name: Name) => of(name, '10x1000')?.requests?.again.median.toFixed(0) ?? '';
  const seconds = (size: string) => ((of('compile with checks', size)?.ms ?? Number.NaN) / 1000).toFixed(1);
  const peak = (size: string) => (of('compile with checks', size)?.peakMegabytes ?? Number.NaN).toFixed(0);
  const growth = (
    (of('compile with checks', '50x1000')?.ms ?? Number.NaN) / (of('compile with checks', '10x1000')?.ms ?? Number.NaN)
  ).toFixed(2);
  const bounds = [
    ['plain cdk8s / compile, no disk, 10x1000', ratio('plain cdk8s', 'compile', '10x1000'), '≥ 5'],
    [
      'plain cdk8s / compile with no two specs alike, no disk, 10x1000',
      ratio('plain cdk8s', 'compile, no two alike', '10x1000'),
      '≥ 5',
    ],
    [
      'plain cdk8s / compile, memory disk, 10x1000',
      ratio('plain cdk8s and write, memory disk', 'compile and write, memory disk', '10x1000'),
      '',
    ],
    ['emit / JSON.stringify, 10x1000', ratio('emit', 'JSON.stringify', '10x1000'), '≤ 2'],
    ['checks / emit, 10x1000', ratio('checks', 'emit', '10x1000'), '≤ 3'],
    [
      'checks with no two specs alike / emit of the same, 10x1000',
      ratio('checks, no two alike', 'emit, no two alike', '10x1000'),
      '≤ 3',
    ],
    ['compile with checks, 50x1000 / 10x1000', growth, '≤ 6'],
    ['compile with checks, 100x1000, s', seconds('100x1000'), '< 60'],
    ['compile with checks, 100x1000, peak MB', peak('100x1000'), '< 1500'],
    ['simulator, median of a request of a known kind, µs, 10x1000', again('simulator'), '≤ 50'],
    ['simulator with trace, the same, µs, 10x1000', again('simulator with trace'), '≤ 2000'],
  ];
  process.stdout.write(
    `\n${markdownTable(head, rows)}\n\n${markdownTable(['size', 'objects', 'average object', 'peak memory, compile with checks'], facts)}\n\n${markdownTable(['simulator', 'first request', 'first of a client to a host: median, p99', 'again: median, p99'], request)}\n\n${markdownTable(['ratio', 'measured', 'bound'], bounds)}\n`,
  );
}
