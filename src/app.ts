import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { bundleOf, type Compiled, compile } from './compile.ts';
import { type Diagnostic, hasErrors, sortDiagnostics } from './diagnostics/diagnostic.ts';
import type { ReadSuppressions } from './diagnostics/suppression.ts';
import { blobId } from './emit/blob.ts';
import { planPath } from './emit/paths.ts';
import { writeBundle, writeTree } from './emit/write.ts';
import { takeInTwins } from './model/twins.ts';
import { readSuppressionsFile, SUPPRESSIONS_FILE } from './read/suppressions-file.ts';
import { renderDiagnostics } from './report/diagnostics.ts';
import { PLAIN } from './report/paint.ts';
import { planFile } from './schedule/plan-file.ts';

/** Settings of a MeshApp. */
export interface MeshAppProps {
  /** Folder to write to. @default what cdk8s-cli asks for, else `output` of the nearest cdk8s.yaml, else `dist` beside it */
  readonly outdir?: string;
}

/**
 * A cdk8s App that compiles its meshes: one folder a cluster, one file an object. `cdk8s synth`, `meshwright synth` and
 * running the file itself all end here.
 */
export class MeshApp extends App {
  readonly #outdir: string | undefined;

  constructor(props: MeshAppProps = {}) {
    super(props.outdir === undefined ? {} : { outdir: props.outdir });
    this.#outdir = props.outdir;
    takeInTwins(this);
  }

  /** Writes the manifests; in case of an error writes none, says why on standard error and sets the exit status. */
  override synth(): void {
    const compiled = this.#compile();
    const bundle = process.env.MESHWRIGHT_BUNDLE;
    if (bundle !== undefined) {
      handOver(bundle, compiled);
      return;
    }
    process.stderr.write(renderDiagnostics(compiled.diagnostics, PLAIN));
    if (hasErrors(compiled.diagnostics)) {
      process.exitCode = 1;
      return;
    }
    const root = projectRoot();
    const folder = this.#outdir ?? process.env.CDK8S_OUTDIR ?? resolve(root, outputOf(root));
    const { inTheWay } = writeTree(resolve(folder), outputFiles(compiled));
    if (inTheWay.length === 0) return;
    process.stderr.write(
      `Not written: ${inTheWay.join(', ')} in ${folder} did not come from Meshwright.\nMove them away, or choose another folder.\n`,
    );
    process.exitCode = 1;
  }

  /** All manifests as one text, for tests and pipes. */
  override synthYaml(): string {
    return this.#compile()
      .meshes.flatMap(({ files }) => files.map((file) => file.text))
      .join('');
  }

  #compile(): Compiled {
    const root = projectRoot();
    const { suppressions, problems } = suppressionsBeside(root);
    const compiled = compile(this, { root, suppressions });
    if (problems.length === 0) return compiled;
    return { meshes: [], beside: new Map(), diagnostics: sortDiagnostics([...compiled.diagnostics, ...problems]) };
  }
}

/** The files of `dist/`, by path. */
export function outputFiles({ meshes, beside }: Compiled): ReadonlyMap<string, string> {
  return new Map([
    ...beside,
    ...meshes.flatMap(({ snapshot, files }) => [
      ...files.map((file) => [file.path, file.text] as const),
      [
        planPath(snapshot.name),
        planFile(
          snapshot.name,
          snapshot.canaries.map((canary) => canary.spec),
        ),
      ] as const,
    ]),
  ]);
}

/** Diagnostics travel with the bundle, so that whoever asked for it shows them. */
function handOver(folder: string, compiled: Compiled): void {
  const bundle = bundleOf(compiled);
  const blobs = new Map(
    bundle.meshes.flatMap((mesh) => Object.entries(mesh.files).map(([path, file]) => [path, file.blob])),
  );
  const files = compiled.meshes.flatMap((mesh) =>
    mesh.files.map((file) => ({ ...file, blob: blobs.get(file.path) ?? '' })),
  );
  writeBundle(folder, {
    index: JSON.stringify(bundle),
    diagnostics: JSON.stringify(compiled.diagnostics),
    texts: new Map([...files, ...beside(compiled)].map(({ blob, text }) => [blob, text])),
    manifests: new Map(files.map(({ blob, manifest }) => [blob, manifest])),
  });
}

function beside({ beside }: Compiled): readonly { readonly blob: string; readonly text: string }[] {
  return [...beside.values()].map((text) => ({ blob: blobId(text), text }));
}

/** The folder of the nearest cdk8s.yaml, upwards from where the program runs; that folder itself where there is none. */
function projectRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'cdk8s.yaml'))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}

/** What a team accepts, in the file for it beside cdk8s.yaml. */
function suppressionsBeside(root: string): ReadSuppressions<Diagnostic> {
  const file = join(root, SUPPRESSIONS_FILE);
  if (!existsSync(file)) return { suppressions: [], problems: [] };
  return readSuppressionsFile({ text: readFileSync(file, 'utf8'), file: SUPPRESSIONS_FILE });
}

function outputOf(root: string): string {
  const file = join(root, 'cdk8s.yaml');
  const config = existsSync(file) ? (parse(readFileSync(file, 'utf8')) as { output?: unknown } | null) : null;
  return typeof config?.output === 'string' ? config.output : 'dist';
}
