import { DeliveryError } from '../diagnostics/errors.ts';
import { blobId } from '../emit/blob.ts';
import { readManifests } from '../read/manifests.ts';
import { statePath } from '../schedule/state.ts';
import { BODY, MAIN } from './break-glass-body.ts';
import { ARGOCD, FLUX } from './break-glass-tools.ts';
import { checkBranch, checkPath, checkRemote } from './git-names.ts';
import { shellWord } from './shell-word.ts';

/** What syncs the clusters from the applied tree. */
export type SyncTool = 'argocd' | 'flux';

export interface BreakGlass {
  readonly tool: SyncTool;
  readonly mesh: string;
  /** `<mesh>/<id of the Canary>` */
  readonly rollout: string;
  /** Where git finds the applied tree; without credentials, which the person's own git brings. */
  readonly remote: string;
  readonly branch: string;
  readonly clusters: readonly BreakGlassCluster[];
  /**
   * The object that syncs a cluster, as `<namespace>/<name>`; `{mesh}` and `{cluster}` stand for their names. Default
   * `argocd/{mesh}-{cluster}` for Argo CD and `flux-system/{mesh}` for Flux. Argo CD's may leave the namespace out.
   */
  readonly object?: string;
  /** Argo CD: the kube context that holds the Applications. Default: whichever is current when the script runs. */
  readonly argocdContext?: string;
}

export interface BreakGlassCluster {
  readonly name: string;
  /** Name of its kube context. Default: its own name. */
  readonly context?: string;
  /** The safe stage: every file that the rollout holds in this cluster. */
  readonly files: readonly BreakGlassFile[];
}

/** A file of the applied tree as the safe stage has it; or one that it does not have, with the text to be removed. */
export type BreakGlassFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly removes: string };

/**
 * A POSIX shell script by which a person goes back without waiting for a forge: it suspends automatic sync, applies the
 * safe stage, and gives sync back once the rollback has merged. Pure: the same input is the same script, and nothing in
 * the input can become a command of it.
 */
export function breakGlassScript(input: BreakGlass): string {
  checkInput(input);
  const { tool, mesh, rollout, remote, branch, clusters } = input;
  const settings = {
    ROLLOUT: rollout,
    REMOTE: remote,
    BRANCH: branch,
    STATE: statePath(rollout),
    DEFAULT_FOLDER: `break-glass-${rollout.replace(/[^a-z0-9]+/gi, '-')}`,
  };
  const files = clusters.map(({ files: all }) => ordered(all));
  return [
    '#!/bin/sh',
    comment(`Break glass: takes ${rollout} of the mesh ${mesh} back by hand. Run it without arguments to be told how.`),
    'set -eu',
    '',
    ...Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}`),
    '',
    `each_cluster() {\n${clusters.map((cluster, i) => callOf(input, cluster, i)).join('\n')}\n}`,
    '',
    `each_file() {\n  case $2 in\n${files.map((all, i) => caseOf(all, i)).join('\n')}\n  esac\n}`,
    '',
    `write_files() {\n${files.flatMap((all, i) => all.map((file, k) => writing(file, `${i + 1}-${k + 1}`))).join('\n')}\n}`,
    '',
    tool === 'argocd' ? ARGOCD : FLUX,
    BODY,
    MAIN,
  ].join('\n');
}

const OBJECTS: Readonly<Record<SyncTool, string>> = {
  argocd: 'argocd/{mesh}-{cluster}',
  flux: 'flux-system/{mesh}',
};

function checkInput({ remote, branch, clusters, rollout }: BreakGlass): void {
  checkRemote(remote);
  checkBranch(branch);
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(remote) || /^https?:\/\/[^/]*@/i.test(remote))
    throw new DeliveryError(
      'The address of the applied tree holds credentials, which would be printed with the script.',
      'Give the address without them; git asks whoever runs the script, or its credential helper.',
    );
  if (clusters.every(({ files }) => files.length === 0))
    throw new DeliveryError(
      `${rollout} holds no file in any cluster, so there is nothing to apply.`,
      'meshwright status shows where each rollout stands.',
    );
  for (const { path } of clusters.flatMap(({ files }) => files)) checkPath(path);
}

/** A name in a command line: one that begins with a hyphen would be an option of kubectl. */
function checkedName(name: string): string {
  if (/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return name;
  throw new DeliveryError(
    `${JSON.stringify(name)} is not a name that Kubernetes allows.`,
    'Correct the name of the cluster, or of the object that syncs it.',
  );
}

/** `"$1" <number> <cluster> <context> <context of the sync object> <namespace> <name>` */
function callOf(input: BreakGlass, { name, context = name }: BreakGlassCluster, i: number): string {
  const template = input.object ?? OBJECTS[input.tool];
  const object = template.replaceAll('{mesh}', input.mesh).replaceAll('{cluster}', name);
  const [namespace, id] = object.includes('/') ? object.split(/\/(.*)/s) : ['argocd', object];
  const at = input.tool === 'argocd' ? (input.argocdContext ?? '') : context;
  const names = [checkedName(name), context, at, checkedName(namespace ?? ''), checkedName(id ?? '')];
  return `  "$1" ${[String(i + 1), ...names].map(quoted).join(' ')}`;
}

/** Subsets before the routes that name them; what goes, goes last. */
function ordered(files: readonly BreakGlassFile[]): readonly BreakGlassFile[] {
  const rank = (file: BreakGlassFile) => ('removes' in file ? 2 : file.path.includes('/destinationrule.') ? 0 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

/** `"$1" <number of the file> <path> <blob id, or "-" for none>` */
function caseOf(files: readonly BreakGlassFile[], i: number): string {
  const calls = files.map((file, k) => {
    const blob = 'removes' in file ? '-' : blobId(file.text);
    return `      "$1" ${[`${i + 1}-${k + 1}`, file.path, blob].map(quoted).join(' ')}`;
  });
  return [`    ${i + 1})`, ...(calls.length === 0 ? ['      :'] : calls), '      ;;'].join('\n');
}

function writing(file: BreakGlassFile, number: string): string {
  const text = 'removes' in file ? file.removes : file.text;
  return [
    hereDocument(`"$FOLDER/files/${number}.yaml"`, text),
    hereDocument(`"$FOLDER/files/${number}.spec"`, specOf(file, text)),
  ].join('\n');
}

function hereDocument(to: string, text: string): string {
  if (text.includes('\0'))
    throw new DeliveryError('A manifest holds the character NUL, which no shell can hold.', 'Change it in the mesh.');
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  let end = 'END';
  while (lines.includes(end)) end += '_';
  return [`  cat >${to} <<'${end}'`, ...lines, end].join('\n');
}

/** The object's spec as `kubectl -o jsonpath='{.spec}'` prints it: sorted keys, escaped as Go does. Empty where it goes. */
function specOf(file: BreakGlassFile, text: string): string {
  if ('removes' in file) return '';
  const { manifests, problems } = readManifests(text, file.path);
  const [read] = manifests;
  if (!read || manifests.length > 1 || problems.length > 0)
    throw new DeliveryError(
      `${JSON.stringify(file.path)} does not hold one Kubernetes object.`,
      'Look at the file in the applied tree; somebody may have changed it by hand.',
    );
  const asGo = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(sorted(read.manifest.spec ?? {})).replace(/[<>&\u2028\u2029]/g, asGo);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Always in quotes: a reader of the script sees at once what is data. */
function quoted(text: string): string {
  const word = shellWord(text);
  return word.startsWith("'") ? word : `'${word}'`;
}

function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
}
