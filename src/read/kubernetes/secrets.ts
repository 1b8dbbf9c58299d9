import { itemOf, textOf } from '../../istio/message.ts';
import type { ByKind } from './object.ts';

/**
 * Names of Secrets as `<cluster>/<namespace>/<name>`: those in the files, and those that common controllers make from
 * what is in the files. Undefined without any: Secrets are then kept elsewhere.
 */
export function secretsOf(objects: ByKind): readonly string[] | undefined {
  const found: string[] = [];
  for (const { cluster, namespace, name } of objects.all('/Secret', 'bitnami.com/SealedSecret'))
    found.push(`${cluster}/${namespace}/${name}`);
  for (const { cluster, namespace, name, manifest } of objects.all('external-secrets.io/ExternalSecret')) {
    const target = textOf(itemOf(itemOf(manifest.spec).target).name) || name;
    found.push(`${cluster}/${namespace}/${target}`);
  }
  for (const { cluster, namespace, manifest } of objects.all('cert-manager.io/Certificate')) {
    const secret = textOf(itemOf(manifest.spec).secretName);
    if (secret !== '') found.push(`${cluster}/${namespace}/${secret}`);
  }
  return found.length === 0 ? undefined : [...new Set(found)].sort();
}
