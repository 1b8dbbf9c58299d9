import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtPackage } from '../support/built-package.ts';

const root = process.cwd();

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of an author's own, in a folder of its own, with the packages of this one. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'meshwright-cdk8s-'));

  constructor(files: Readonly<Record<string, string>>) {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(modules);
    for (const name of readdirSync(join(root, 'node_modules')).filter((name) => name !== 'meshwright')) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
    symlinkSync(builtPackage(), join(modules, 'meshwright'));
    const app = 'node --conditions=meshwright-source --import tsx main.ts';
    const own = { 'package.json': '{ "type": "module" }\n', 'cdk8s.yaml': `language: typescript\napp: ${app}\n` };
    for (const [name, text] of Object.entries({ ...own, ...files })) writeFileSync(join(this.folder, name), text);
  }

  cdk8s(...args: readonly string[]): Ran {
    return this.#run(join(root, 'node_modules/.bin/cdk8s'), ['synth', '--check-upgrade=false', ...args]);
  }

  node(file: string): Ran {
    return this.#run(process.execPath, ['--conditions=meshwright-source', '--import', 'tsx', file]);
  }

  /** Files below a folder of the project, by path. */
  files(below: string): Map<string, string> {
    const folder = join(this.folder, below);
    if (!existsSync(folder)) return new Map();
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
  }

  #run(command: string, args: readonly string[]): Ran {
    const { CDK8S_OUTDIR: _, MESHWRIGHT_BUNDLE: __, ...env } = process.env;
    const options = { cwd: this.folder, encoding: 'utf8', env: { ...env, CDK8S_CHECK_UPGRADE: 'false' } } as const;
    const { status, stdout, stderr } = spawnSync(command, args, options);
    return { status, stdout, stderr };
  }
}
