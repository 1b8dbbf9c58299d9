import type { Manifest } from '../../istio/manifest.ts';
import { mapOf, textOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const PLAIN_NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const MOST_IN_LABEL = 63;
const MOST_IN_SUBDOMAIN = 253;
const MOST_IN_ANNOTATIONS = 256 * 1024;

/**
 * What the API server asks of the metadata of every object, before any webhook.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function validateKubernetesMetadata(manifest: Manifest, problems: Problems): void {
  const at = new Cursor(problems, 'metadata');
  const metadata = mapOf(manifest.metadata);
  validateName(textOf(metadata.name), textOf(metadata.generateName), at);
  const namespace = textOf(metadata.namespace);
  if (namespace !== '' && !(namespace.length <= MOST_IN_LABEL && DNS_LABEL.test(namespace))) {
    at.at('namespace').error(`'${namespace}' cannot be the name of a namespace`, 'Use a-z, 0-9 and inner hyphens.');
  }
  const labels = mapOf(metadata.labels);
  for (const key in labels) {
    if (!isQualifiedName(key)) refuseKey(key, 'label', at.at('labels').at(key));
    const value = textOf(labels[key]);
    if (value !== '' && !(value.length <= MOST_IN_LABEL && PLAIN_NAME.test(value))) {
      const hint = 'A value is at most 63 letters, digits and inner - _ . characters.';
      at.at('labels').at(key).error(`'${value}' cannot be the value of a label`, hint);
    }
  }
  validateAnnotations(mapOf(metadata.annotations), at.at('annotations'));
}

/** Of a `generateName` Kubernetes takes the first 58 characters and adds five of its own. */
function validateName(name: string, generateName: string, at: Cursor): void {
  if (name === '' && generateName === '') at.at('name').error('the object has no name');
  const hint = 'Use a-z, 0-9, inner hyphens and dots.';
  if (name !== '' && !isName(name)) at.at('name').error(`'${name}' cannot be the name of an object`, hint);
  if (generateName !== '' && !isName(`${generateName.slice(0, 58)}abcde`)) {
    at.at('generateName').error(`no name of an object can begin with '${generateName}'`, hint);
  }
}

function isName(text: string): boolean {
  return text.length <= MOST_IN_SUBDOMAIN && SUBDOMAIN.test(text);
}

function validateAnnotations(annotations: Readonly<Record<string, unknown>>, at: Cursor): void {
  let size = 0;
  for (const key in annotations) {
    if (!isQualifiedName(key.toLowerCase())) refuseKey(key, 'annotation', at.at(key));
    size += Buffer.byteLength(key) + Buffer.byteLength(textOf(annotations[key]));
  }
  if (size > MOST_IN_ANNOTATIONS) at.error(`the annotations have ${size} bytes, of which Kubernetes takes 256 KiB`);
}

function refuseKey(key: string, what: string, at: Cursor): void {
  const hint = 'A key is at most 63 letters, digits and inner - _ . characters, perhaps after a DNS name and a slash.';
  at.error(`'${key}' cannot be the key of a${what === 'annotation' ? 'n' : ''} ${what}`, hint);
}

/** `name` or `prefix.example/name`. */
function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  if (name.length > MOST_IN_LABEL || !PLAIN_NAME.test(name)) return false;
  const prefix = key.slice(0, Math.max(0, slash));
  return slash === -1 || (prefix.length <= MOST_IN_SUBDOMAIN && SUBDOMAIN.test(prefix));
}
