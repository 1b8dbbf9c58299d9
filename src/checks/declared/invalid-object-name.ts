import { isDnsLabel, isDnsSubdomain } from '../../istio/names.ts';
import { isIstioKind } from '../../istio/structure.ts';
import type { UserObject } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';

/** The author's own objects keep the names they were given, so those have to be names that Kubernetes takes. */
export const invalidObjectName = defineCheck({
  code: 'invalid-object-name',
  severity: 'error',
  *find({ mesh }) {
    for (const object of mesh.objects) {
      const { kind, metadata } = object.manifest;
      for (const problem of problemsOf(object)) {
        yield {
          at: object.at,
          message: `${kind || 'An object'} '${metadata?.name ?? ''}' in cluster '${object.cluster}' ${problem}.`,
          why: 'The API server refuses it, and whatever applies the folder stops there with the rest unapplied.',
          hint: 'Correct it where the object is made; in an Include, in the file that it reads.',
        };
      }
    }
  },
});

function problemsOf({ manifest: { apiVersion, kind, metadata } }: UserObject): string[] {
  const missing = Object.entries({ apiVersion, kind }).filter(([, value]) => typeof value !== 'string' || value === '');
  const name = metadata?.name;
  const namespace = metadata?.namespace;
  return [
    ...missing.map(([field]) => `has no ${field}`),
    ...(isObjectName(apiVersion, kind, name) ? [] : ['has a name that Kubernetes does not take']),
    ...(namespace === undefined || (typeof namespace === 'string' && isDnsLabel(namespace))
      ? []
      : [`is in the namespace '${namespace}', which is not a DNS label`]),
  ];
}

/** Kinds differ in what they take beyond this; RBAC's, for one, take colons. */
function isObjectName(apiVersion: unknown, kind: unknown, name: unknown): boolean {
  if (typeof name !== 'string' || name === '' || name.length > 253) return false;
  if (typeof apiVersion === 'string' && typeof kind === 'string' && isIstioKind(apiVersion, kind))
    return isDnsSubdomain(name);
  return name !== '.' && name !== '..' && !/[/%]/.test(name);
}
