// Generates the Istio vocabulary from Istio's CRDs:
//   node --import tsx scripts/generate-istio.ts <1.29.yaml> <1.30.yaml> <1.31.yaml>
// The newest release decides what there is; the older ones, what of it a cluster may not have yet.
// The output is committed; regenerate it when Istio releases, and read the diff.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readReleases } from './generate/crd.ts';
import { nameAll } from './generate/naming.ts';
import { kindsFile, lowLevelFiles } from './generate/print-kinds.ts';
import { rulesFile } from './generate/print-rules.ts';
import { schemaFiles } from './generate/print-schemas.ts';
import { typeFiles } from './generate/print-types.ts';
import { mergeReleases } from './generate/releases.ts';
import { shapesOf } from './generate/shape.ts';
import { folders, type GeneratedFile } from './generate/source-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function generate(crdFiles: readonly string[]): GeneratedFile[] {
  const releases = readReleases(crdFiles);
  const order = releases.map(({ release }) => release);
  const release = order.at(-1);
  const kinds = shapesOf(mergeReleases(releases));
  const names = nameAll(kinds);
  return [
    ...typeFiles(kinds, names, release),
    ...schemaFiles(kinds, names, order),
    rulesFile(kinds, release),
    kindsFile(kinds, names, order),
    ...lowLevelFiles(kinds, names, release),
  ];
}

/** Writes the files, and removes what an earlier run wrote and this one does not. */
function write(files: readonly GeneratedFile[]): void {
  const wanted = new Set(files.map(({ path }) => path));
  for (const folder of Object.values(folders)) {
    const present = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
    for (const name of present.filter((entry) => entry.endsWith('.ts') && !wanted.has(`${folder}/${entry}`))) {
      rmSync(join(root, folder, name));
    }
  }
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const crdFiles = process.argv.slice(2);
if (crdFiles.length === 0) {
  process.stderr.write('usage: node --import tsx scripts/generate-istio.ts <crd.yaml of each release ...>\n');
  process.exitCode = 1;
} else {
  const files = generate(crdFiles);
  write(files);
  process.stdout.write(`${files.length} files written\n`);
}
