import type { Manifest } from '../../istio/manifest.ts';
import { itemOf, mapOf, textOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import { validateKubernetesMetadata } from './kubernetes-metadata.ts';
import type { Problems } from './problem.ts';

const DRY_RUN = 'istio.io/dry-run';
const RESERVED = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parent-namespace',
  'internal.istio.io/parents',
];
/** What Go's strconv.ParseBool takes. */
const BOOLEANS: ReadonlySet<string> = new Set([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'],
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'],
]);

/** Rules for the metadata of every kind: Kubernetes' own, and Istio's for annotations. */
export function validateMetadata(manifest: Manifest, problems: Problems): void {
  validateKubernetesMetadata(manifest, problems);
  const annotations = mapOf(manifest.metadata?.annotations);
  for (const name of RESERVED) {
    if (!Object.hasOwn(annotations, name)) continue;
    cursorAt(problems, name).error(`the annotation ${name} is Istio's own`, 'Leave it out.');
  }
  if (Object.hasOwn(annotations, DRY_RUN)) validateDryRun(manifest, textOf(annotations[DRY_RUN]), problems);
}

/** @see https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
function validateDryRun(manifest: Manifest, value: string, problems: Problems): void {
  const at = cursorAt(problems, DRY_RUN);
  if (manifest.kind !== 'AuthorizationPolicy') {
    at.error(`the annotation ${DRY_RUN} is for AuthorizationPolicies, not for a ${manifest.kind}`, 'Leave it out.');
    return;
  }
  const action = textOf(itemOf(manifest.spec).action) || 'ALLOW';
  if (action !== 'ALLOW' && action !== 'DENY') {
    at.error(`a policy with the action ${action} cannot be tried out; only ALLOW and DENY can`, 'Leave it out.');
  } else if (!BOOLEANS.has(value)) {
    at.error(`the annotation ${DRY_RUN} is neither true nor false but '${value}'`, "Write 'true' or 'false'.");
  }
}

function cursorAt(problems: Problems, annotation: string): Cursor {
  return new Cursor(problems, 'metadata').at('annotations').at(annotation);
}
