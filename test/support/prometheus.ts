/** A real Prometheus, of the machine's package, with the series that a test gives it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type MetricSeries, openMetrics } from './prometheus-series.ts';

export interface RunningPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one on a free port with a folder of its own, and resolves once it answers. Times of series may lie anywhere. */
export async function startPrometheus(options: {
  readonly series: readonly MetricSeries[];
}): Promise<RunningPrometheus> {
  const [prometheus, promtool] = [programOf('prometheus'), programOf('promtool')];
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-prometheus-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(folder, 'prometheus.yml'), '');
  writeFileSync(join(folder, 'series.txt'), openMetrics(options.series));
  await promisify(execFile)(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'series.txt'), data]);
  const child = spawn(
    prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stop = () => end(child, folder);
  try {
    const url = `http://${await addressIn(child)}`;
    await ready(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws an Error that says what to install. */
export function programOf(name: string): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(
    `'${name}' is not in PATH. This suite runs against a real Prometheus: install it (Debian: apt-get install prometheus), or leave out test:real.`,
  );
}

/** It says on standard error where it listens: port 0 lets the system choose. */
function addressIn(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`Prometheus ended with ${status}:\n${said.slice(-5).join('\n')}`)));
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const address = /address=(127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (address !== undefined && !address.endsWith(':0')) resolve(address);
    });
  });
}

async function ready(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Prometheus did not become ready');
}

function end(child: ChildProcess, folder: string): Promise<void> {
  return new Promise((resolve) => {
    const clean = () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    };
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return clean();
    child.once('exit', clean);
    child.kill('SIGKILL');
  });
}
