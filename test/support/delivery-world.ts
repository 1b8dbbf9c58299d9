/**
 * A GitOps repository on this machine, people included: a bare repository with the local forge, a clock that tests
 * move, and a mesh compiled in memory. Real git, nothing mocked.
 */
import { join } from 'node:path';
import type { MeshApp } from 'meshwright';
import { bundleOf, compile } from '../../src/compile.ts';
import type { Done } from '../../src/deliver/act.ts';
import type { BundleFolder } from '../../src/deliver/bundle-folder.ts';
import type { PullRequest } from '../../src/deliver/forges/contract.ts';
import { initLocalRepository, type LocalForge, local } from '../../src/deliver/forges/local.ts';
import { type Git, openScratch } from '../../src/deliver/git.ts';
import { commitTree, writeCommit } from '../../src/deliver/git-commit.ts';
import { gitIn, type RunGit } from '../../src/deliver/git-process.ts';
import { listTree, readBlobs } from '../../src/deliver/git-tree.ts';
import type { Purpose } from '../../src/deliver/going-back.ts';
import { pause, type Resumed, resume } from '../../src/deliver/pause.ts';
import { goBack } from '../../src/deliver/rollback.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from '../../src/deliver/settings.ts';
import type { Sources } from '../../src/deliver/sources/contract.ts';
import { type TickRequest, type TickResult, tick } from '../../src/deliver/tick.ts';
import { blobId } from '../../src/emit/blob.ts';
import type { Bundle } from '../../src/emit/bundle.ts';
import type { BundleParts } from '../../src/emit/write.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { temporaryFolder } from '../deliver/git-sandbox.ts';

export type Changes = Readonly<Record<string, string | null>>;

/** A bundle as a compile would write it, kept in memory. */
export interface MemoryBundle extends BundleFolder {
  readonly texts: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, Manifest>;
}

/** The same as the parts of a folder. */
export function partsOf({ bundle, texts, objects }: MemoryBundle): BundleParts {
  return { index: JSON.stringify(bundle), diagnostics: '[]', texts, manifests: objects };
}

export function bundleFrom(app: MeshApp): MemoryBundle {
  const compiled = compile(app, { root: process.cwd() });
  const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const written = [
    ...compiled.meshes.flatMap(({ files }) => files.map(({ text }) => text)),
    ...compiled.beside.values(),
  ];
  const texts = new Map(written.map((text) => [blobId(text), text]));
  const text = async (blob: string) => {
    const found = texts.get(blob);
    if (found === undefined) throw new Error(`the bundle holds no ${blob}`);
    return found;
  };
  const objects = new Map(
    compiled.meshes.flatMap(({ files }) => files.map(({ text, manifest }) => [blobId(text), manifest] as const)),
  );
  const manifests = async (blobs: Iterable<string>) => new Map([...blobs].map((blob) => [blob, objects.get(blob)!]));
  const bundle = JSON.parse(JSON.stringify(bundleOf(compiled))) as Bundle;
  return { bundle, texts, objects, text, manifests };
}

const START = Date.parse('2030-01-01T00:00:00Z');

export class DeliveryWorld {
  readonly repository: string;
  readonly forge: LocalForge;
  folder: MemoryBundle;
  settings: DeliverySettings = DEFAULT_SETTINGS;
  /** Who answers what gates ask. */
  sources: Sources | undefined;
  #now: number;
  readonly #run: RunGit;
  #git: Git | undefined;

  constructor(repository: string, forge: LocalForge, clock: { now: number }, app: MeshApp) {
    this.repository = repository;
    this.forge = forge;
    this.folder = bundleFrom(app);
    this.#now = clock.now;
    this.#run = gitIn(repository);
    Object.defineProperty(clock, 'now', { get: () => this.#now });
  }

  /** The source changes: what the next compile hands over. */
  source(app: MeshApp): void {
    this.folder = bundleFrom(app);
  }

  /** Changes the bundle itself, for what no source of this release can say. */
  bundle(change: (bundle: Bundle) => Bundle): void {
    this.folder = { ...this.folder, bundle: change(this.folder.bundle) };
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async request(scratch?: Git): Promise<TickRequest> {
    const git = scratch ?? (await openScratch(join(temporaryFolder(), 'scratch')));
    const { forge, folder, settings, sources } = this;
    return {
      ...{ git, forge, folder, branch: 'main', clockScale: 1, dryRun: false, settings },
      ...(sources && { sources }),
    };
  }

  /** One run of many by one person; for runs beside each other each needs a request, and a scratch, of its own. */
  async tick(): Promise<TickResult> {
    return tick(await this.mine());
  }

  /** The request of the one person who runs everything here. */
  async mine(): Promise<TickRequest> {
    this.#git ??= (await this.request()).git;
    return this.request(this.#git);
  }

  async goBack(rollout: string, purpose: Purpose): Promise<readonly Done[]> {
    return goBack([await this.mine()], { rollout, purpose });
  }

  rollback(rollout: string): Promise<readonly Done[]> {
    return this.goBack(rollout, 'rollback');
  }

  async pause(rollout: string, reason = ''): Promise<void> {
    await pause([await this.mine()], { rollout, by: 'ann', reason });
  }

  async resume(rollout: string, anyway = false): Promise<Resumed> {
    return resume([await this.mine()], { rollout, by: 'ann', anyway });
  }

  pulls(): Promise<readonly PullRequest[]> {
    return this.forge.list();
  }

  async open(): Promise<readonly PullRequest[]> {
    return (await this.pulls()).filter(({ state }) => state === 'open');
  }

  /** Merges the only open pull request. */
  async merge(): Promise<PullRequest> {
    const open = await this.open();
    if (open.length !== 1) throw new Error(`${open.length} are open: ${open.map(({ title }) => title).join('; ')}`);
    return this.forge.merge(open[0]!.number);
  }

  /** Ticks and merges the one pull request that this opened. */
  async step(): Promise<PullRequest> {
    const { done, lanes } = await this.tick();
    if (!done.some(({ kind }) => kind === 'open')) throw new Error(`nothing was opened: ${JSON.stringify(lanes)}`);
    return this.merge();
  }

  /** Says "applied everywhere" of the latest merged one, and waits until proxies have learnt of it. */
  async confirm(): Promise<void> {
    const merged = (await this.pulls()).filter(({ state }) => state === 'merged').at(-1);
    await this.forge.approve(merged!.number, 'ann');
    this.pass(5 * MINUTE);
  }

  head(branch = 'main'): Promise<string> {
    return this.#run(['rev-parse', '--verify', `refs/heads/${branch}`]).then(({ stdout }) => stdout.toString().trim());
  }

  /** A commit of a person, straight to a branch. */
  async commit(changes: Changes, branch = 'main'): Promise<string> {
    const parent = await this.head(branch).catch(() => undefined);
    const date = new Date(this.#now);
    const commit = await writeCommit(this.#run, {
      parent,
      changes: new Map(Object.entries(changes)),
      message: 'By hand\n',
      date,
    });
    await this.#run(['update-ref', `refs/heads/${branch}`, commit]);
    return commit;
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.#run(['update-ref', '-d', `refs/heads/${branch}`]);
  }

  /** A person replaces a file by a symbolic link. */
  async link(path: string, target: string): Promise<void> {
    const head = await this.commit({ [path]: target });
    const tree = (await this.#run(['ls-tree', '-r', '-z', head])).stdout.toString();
    const entries = tree.split('\0').filter(Boolean);
    const changed = entries.map((entry) => (entry.endsWith(`\t${path}`) ? entry.replace('100644', '120000') : entry));
    const environment = { GIT_INDEX_FILE: join(temporaryFolder(), 'index') };
    await this.#run(['update-index', '-z', '--index-info'], { environment, input: `${changed.join('\0')}\0` });
    const written = (await this.#run(['write-tree'], { environment })).stdout.toString().trim();
    const date = new Date(this.#now);
    const commit = await commitTree(this.#run, { tree: written, parents: [head], message: 'A link\n', date });
    await this.#run(['update-ref', 'refs/heads/main', commit]);
  }

  /** Somebody presses "Revert" on the latest merge and merges the result. */
  async revert({ mergeCommit }: PullRequest): Promise<void> {
    const before = await this.texts(`${mergeCommit}^1`);
    const after = await this.texts(`${mergeCommit}`);
    const paths = new Set([...before.keys(), ...after.keys()]);
    const touched = [...paths].filter((path) => before.get(path) !== after.get(path));
    await this.commit(Object.fromEntries(touched.map((path) => [path, before.get(path) ?? null])));
  }

  /** Somebody copies what the source compiles to into the repository. */
  async adopt(): Promise<void> {
    const files = this.folder.bundle.meshes.flatMap((mesh) => Object.entries(mesh.files));
    await this.commit(Object.fromEntries(files.map(([path, { blob }]) => [path, this.folder.texts.get(blob)!])));
  }

  /** Everything in the applied tree. */
  applied(): Promise<ReadonlyMap<string, string>> {
    return this.texts('refs/heads/main');
  }

  /** The cluster folders alone: what clusters run. */
  async clusters(): Promise<Readonly<Record<string, string>>> {
    const files = await this.applied();
    return Object.fromEntries([...files].filter(([path]) => path.startsWith('shop/clusters/')).sort());
  }

  async texts(revision: string): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await this.#run(['rev-parse', '--verify', `${revision}^{commit}`]);
    const tree = await listTree(this.#run, stdout.toString().trim());
    const texts = await readBlobs(
      this.#run,
      [...tree.values()].map(({ blob }) => blob),
    );
    return new Map([...tree].map(([path, { blob }]) => [path, texts.get(blob)!]));
  }
}

export const MINUTE = 60_000;

export async function deliveryWorld(app: MeshApp): Promise<DeliveryWorld> {
  const repository = join(temporaryFolder(), 'gitops.git');
  await initLocalRepository(repository);
  const clock = { now: START };
  const forge = await local.connect({ repository, clock: () => new Date(clock.now) });
  return new DeliveryWorld(repository, forge, clock, app);
}

/** A world in which the mesh is there already, put there by hand. */
export async function adoptedWorld(app: MeshApp): Promise<DeliveryWorld> {
  const world = await deliveryWorld(app);
  await world.adopt();
  return world;
}
