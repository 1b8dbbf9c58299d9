import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeManifests } from '../../src/cli/check-manifests.ts';
import { main } from '../../src/cli/main.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { type Mistake, mistakes } from './planted/mistakes.ts';

const CLUSTERS = ['us-east', 'us-west', 'eu-central'] as const;
const manifests = CLUSTERS.flatMap((name) => [`${name}=base`, `${name}=clusters/${name}`]);
const all = Object.values(mistakes);
const before = process.cwd();
let work = '';

beforeEach(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-planted-')));
  cpSync(new URL('planted/clean/', import.meta.url), work, { recursive: true });
  process.chdir(work);
});

afterEach(() => {
  process.chdir(before);
  rmSync(work, { recursive: true, force: true });
});

function plant({ file, from, to }: Mistake): void {
  const parts = from === undefined ? ['', ''] : readFileSync(file, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what is to be replaced`);
  writeFileSync(file, parts.join(to));
}

/** Code, line and clusters of a finding, to be compared with those of a mistake. */
function told({ code, at, clusters }: Diagnostic): string {
  const line = at && readFileSync(at.file, 'utf8').split('\n')[at.line - 1];
  return `${code} | ${line?.trim()} | ${clusters?.join(', ')}`;
}

function wanted({ code, line, clusters = [...CLUSTERS].sort() }: Mistake) {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${code} \\| .*${escaped}.* \\| ${clusters.join(', ')}$`));
}

describe('three clusters of plain YAML', () => {
  const judge = () => judgeManifests({ manifests, inventory: 'mesh.yaml' });

  it('without a mistake give no finding', () => {
    const { diagnostics, subject } = judge();
    expect(diagnostics.map(told)).toEqual([]);
    expect(subject).toBe('3 clusters, 165 objects');
  });

  it.each(Object.keys(mistakes))('with %s give this finding alone', (name) => {
    const mistake = mistakes[name]!;
    plant(mistake);
    expect(judge().diagnostics.map(told)).toEqual([wanted(mistake)]);
  });

  it('with twenty mistakes give twenty findings, from the command line too', async () => {
    expect(all).toHaveLength(20);
    for (const mistake of all) plant(mistake);
    const exitCode = process.exitCode;
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      await main(['check', '--manifests', ...manifests, '--inventory', 'mesh.yaml', '--json']);
      expect(process.exitCode).toBe(1);
    } finally {
      vi.restoreAllMocks();
      process.exitCode = exitCode;
    }
    const { diagnostics, counts } = JSON.parse(written.join('')) as {
      diagnostics: Diagnostic[];
      counts: Readonly<Record<string, number>>;
    };
    const found = diagnostics.map(told);
    expect(found).toHaveLength(20);
    for (const mistake of all) expect(found).toContainEqual(wanted(mistake));
    expect(counts).toEqual({ error: 13, warning: 6, info: 1, suppressed: 0 });
  });
});
