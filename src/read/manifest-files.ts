import { parseAllDocuments } from 'yaml';
import { itemOf, listOf, messageOf, textOf } from '../istio/message.ts';

export interface SourceFile {
  /** With forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface SortedFiles {
  readonly manifests: readonly SourceFile[];
  /** What was left out and why, one line each. */
  readonly notes: readonly string[];
}

/** Fields of a kustomization by which its objects differ from the files that it names. */
const TRANSFORMERS: readonly string[] = [
  'namespace',
  'namePrefix',
  'nameSuffix',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'replicas',
  'images',
  'replacements',
  'transformers',
  'configMapGenerator',
  'secretGenerator',
  'generators',
  'helmCharts',
  'helmChartInflationGenerator',
];

/**
 * Tells the manifests among the YAML files of a folder from what lies beside them: files of Kustomize and Helm, templates
 * that are no YAML yet, and files that hold no Kubernetes object. Those are left out, with a note for each sort.
 */
export function sortManifestFiles(files: readonly SourceFile[]): SortedFiles {
  const charts = files.filter(({ path }) => baseName(path) === 'Chart.yaml').map(({ path }) => folderOf(path));
  const kustomizations = files.filter(({ path }) => KUSTOMIZATION.test(baseName(path)));
  const patches = new Set(kustomizations.flatMap(patchesOf));
  const left = new Map<string, string[]>();
  const manifests: SourceFile[] = [];
  for (const file of files) {
    const sort = sortOf(file, charts, patches);
    if (sort === undefined) manifests.push(file);
    else left.set(sort, [...(left.get(sort) ?? []), file.path]);
  }
  const notes = [...left].map(([sort, paths]) => `${sort}: left out ${listed(paths)}.${HINTS[sort] ?? ''}`);
  return { manifests, notes: [...notes, ...kustomizations.flatMap(transformedNote)] };
}

const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;

const HINTS: Readonly<Record<string, string>> = {
  "Helm's templates": ' Judge what `helm template` prints to see their objects.',
  'patches of Kustomize': ' Judge what `kubectl kustomize` prints to see what they change.',
};

/** Undefined for a file of manifests. */
function sortOf(
  { path, text }: SourceFile,
  charts: readonly string[],
  patches: ReadonlySet<string>,
): string | undefined {
  const name = baseName(path);
  if (KUSTOMIZATION.test(name)) return 'files of Kustomize';
  if (patches.has(path)) return 'patches of Kustomize';
  const chart = charts.find((folder) => folder === '' || path.startsWith(`${folder}/`));
  if (chart !== undefined) {
    const inside = chart === '' ? path : path.slice(chart.length + 1);
    if (/^(Chart|values)[^/]*\.(ya?ml|json)$/.test(inside)) return 'files of Helm';
    if (inside.startsWith('templates/') && text.includes('{{')) return "Helm's templates";
  }
  if (text.includes('{{') && !isYaml(text)) return 'templates that are no YAML yet';
  return isForeign(text) ? 'files without a Kubernetes object' : undefined;
}

function isYaml(text: string): boolean {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
    return !('empty' in documents) && documents.every(({ errors }) => errors.length === 0);
  } catch {
    return false;
  }
}

/** A quick look first, for almost every file has the fields that every object has. */
function isForeign(text: string): boolean {
  if (/^[\s"'{-]*(apiVersion|kind|metadata)["']?\s*:/m.test(text)) return false;
  if (!isYaml(text)) return false;
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
  return documents.length > 0 && documents.every((document) => !looksLikeObject(safely(() => document.toJS())));
}

function looksLikeObject(value: unknown): boolean {
  const map = messageOf(value);
  return map !== undefined && ['apiVersion', 'kind', 'metadata'].some((field) => field in map);
}

function safely(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Files that a kustomization names as patches: fragments of objects. */
function patchesOf({ path, text }: SourceFile): string[] {
  const content = kustomizationOf(text);
  const named = [
    ...listOf(content.patchesStrategicMerge),
    ...[...listOf(content.patches), ...listOf(content.patchesJson6902)].map((patch) => itemOf(patch).path),
  ];
  return named
    .map(textOf)
    .filter((name) => name !== '' && !name.includes('\n'))
    .map((name) => joined(folderOf(path), name));
}

function transformedNote({ path, text }: SourceFile): string[] {
  const content = kustomizationOf(text);
  const used = TRANSFORMERS.filter((field) => content[field] !== undefined);
  if (used.length === 0) return [];
  return [
    `${path} changes objects (${used.join(', ')}): they are judged as their files have them. Judge what \`kubectl kustomize ${folderOf(path) || '.'}\` prints instead.`,
  ];
}

function kustomizationOf(text: string): Readonly<Record<string, unknown>> {
  return itemOf(safely(() => parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' })[0]?.toJS()));
}

function listed(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Two paths as one, without `.` and `..` where that can be told. */
function joined(folder: string, path: string): string {
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}
