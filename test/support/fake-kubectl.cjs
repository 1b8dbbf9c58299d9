/**
 * A kubectl for tests: as much of it as a break-glass script uses, over one JSON file a context in FAKE_CLUSTERS. A
 * server-side apply keeps fields of the spec that the file does not name, as another manager's; `puts-back` in the folder
 * makes a controller of it that undoes every patch. Answers to reads are laid out as files, so that fake-kubectl.sh can
 * give them without starting Node.
 */
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const PATHS = [
  '.spec',
  '.spec.suspend',
  '.spec.syncPolicy.automated',
  '.status.operationState.phase',
  '.status.conditions[?(@.type=="Reconciling")].status',
  '.metadata.annotations.argocd\\.argoproj\\.io/tracking-id',
  '.metadata.labels.app\\.kubernetes\\.io/instance',
  '.metadata.labels.kustomize\\.toolkit\\.fluxcd\\.io/name',
  '.metadata.labels.kustomize\\.toolkit\\.fluxcd\\.io/namespace',
  '.metadata.ownerReferences[?(@.kind=="ApplicationSet")].name',
];

/** What a context holds, by `<kind>/<namespace>/<name>`. */
exports.write = (folder, context, objects) => {
  writeFileSync(join(folder, `${context}.json`), JSON.stringify(objects, null, 1));
  rmSync(join(folder, context), { recursive: true, force: true });
  mkdirSync(join(folder, context));
  for (const [key, object] of Object.entries(objects)) {
    const answers = join(folder, context, key.replaceAll('/', '_'));
    mkdirSync(answers);
    for (const path of PATHS) writeFileSync(join(answers, path.replaceAll('/', '_')), jsonPath(object, path));
  }
};

function change(folder, args) {
  const context = args.find((word) => word.startsWith('--context='))?.slice('--context='.length) ?? 'current';
  const objects = JSON.parse(readFileSync(join(folder, `${context}.json`), 'utf8'));
  const after = (flag) => args[args.indexOf(flag) + 1];
  const [verb, kind, name] = args.filter((word) => !word.startsWith('--'));
  if (verb === 'patch') {
    const object = objects[`${kind.split('.')[0]}/${after('-n')}/${name}`];
    if (!existsSync(join(folder, 'puts-back'))) merge(object, JSON.parse(after('-p')));
  } else {
    const asked = require('yaml').parse(readFileSync(after('-f'), 'utf8'));
    const key = `${asked.kind}/${asked.metadata.namespace}/${asked.metadata.name}`;
    const forced = ['--server-side', '--force-conflicts', '--field-manager=meshwright-break-glass'];
    if (verb === 'delete') delete objects[key];
    else if (verb !== 'apply' || !forced.every((flag) => args.includes(flag))) throw new Error(`unknown: ${args}`);
    else objects[key] = { ...objects[key], ...asked, spec: { ...objects[key]?.spec, ...asked.spec } };
  }
  exports.write(folder, context, objects);
}

/** As RFC 7386 has it. */
function merge(target, patch) {
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete target[field];
    else if (typeof value === 'object') {
      target[field] = target[field] ?? {};
      merge(target[field], value);
    } else target[field] = value;
  }
}

/** As kubectl prints it: objects as JSON with sorted keys, escaped as Go does; nothing for what is not there. */
function jsonPath(object, path) {
  let at = object;
  for (const [, field, filter, wanted] of path.matchAll(/\.((?:\\.|[^.[\\])+)(?:\[\?\(@\.(\w+)=="(\w+)"\)\])?/g)) {
    at = at?.[field.replaceAll('\\.', '.')];
    if (filter) at = at?.find((item) => item[filter] === wanted);
  }
  if (at === undefined) return '';
  if (typeof at !== 'object') return String(at);
  const go = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(sorted(at)).replace(/[<>&\u2028\u2029]/g, go);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

if (require.main === module) change(process.env.FAKE_CLUSTERS, process.argv.slice(2));
