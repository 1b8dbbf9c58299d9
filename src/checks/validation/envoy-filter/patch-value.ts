import { envoyMessages } from '../../../istio/generated/envoy/messages.ts';
import { entriesOf, isSet, type Message, messageOf, textOf } from '../../../istio/message.ts';
import { nearestName } from '../../../istio/nearest.ts';
import type { Cursor } from '../cursor.ts';

/** Rules for what is patched in: every message of an extension says of which type it is, and Envoy has that type. */
export function validatePatchValue(applyTo: string, value: unknown, at: Cursor): void {
  const patch = messageOf(value);
  if (!patch) return;
  if (isSet(patch.name) && typeof patch.name !== 'string' && applyTo !== 'BOOTSTRAP') {
    at.at('name').error('a name is a text', 'Put it into quotes.');
  }
  const isExtended = isExtension.has(applyTo);
  if (isExtended) warnWithoutType(patch, at);
  if (applyTo === 'CLUSTER') {
    for (const field of ['transport_socket', 'transportSocket', 'cluster_type', 'clusterType']) {
      const extension = messageOf(patch[field]);
      if (extension) warnWithoutType(extension, at.at(field));
    }
  }
  for (const field of Object.keys(patch)) {
    // What is no extension has no such field, and Istio passes over fields that are not there.
    if (isExtended || !isTyped.has(field)) validateField(field, patch[field], at.at(field));
  }
}

const isExtension: ReadonlySet<string> = new Set([
  'HTTP_FILTER',
  'NETWORK_FILTER',
  'LISTENER_FILTER',
  'EXTENSION_CONFIG',
]);

const typedFields = ['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'];

function warnWithoutType(extension: Message, at: Cursor): void {
  if (typedFields.some((field) => isSet(extension[field]))) return;
  const name = textOf(extension.name);
  const message = `${name === '' ? 'the extension' : name} has no typed_config, and Envoy no longer goes by the name`;
  at.warn(message, "Add typed_config with the '@type' of the extension's configuration.");
}

const isTyped: ReadonlySet<string> = new Set(['typed_config', 'typedConfig']);

/** Maps of messages that say of which type they are. */
const isTypedMap: ReadonlySet<string> = new Set([
  ...['typed_per_filter_config', 'typedPerFilterConfig'],
  ...['typed_extension_protocol_options', 'typedExtensionProtocolOptions'],
]);

/** Fields that hold any JSON at all. */
const isFree: ReadonlySet<string> = new Set(['filter_metadata', 'filterMetadata']);

function validateField(field: string, value: unknown, at: Cursor): void {
  if (isFree.has(field) || !isSet(value)) return;
  if (isTyped.has(field)) validateTyped(value, at);
  else if (isTypedMap.has(field)) for (const [key, inner] of entriesOf(value)) validateTyped(inner, at.at(key));
  else if (Array.isArray(value)) for (const [index, inner] of value.entries()) validateMessage(inner, at.at(index));
  else validateMessage(value, at);
}

function validateTyped(value: unknown, at: Cursor): void {
  if (typeof messageOf(value)?.['@type'] !== 'string') {
    at.error("the configuration of an extension says of which type it is, by '@type'; this does not");
  }
  validateMessage(value, at);
}

function validateMessage(value: unknown, at: Cursor): void {
  const message = messageOf(value);
  if (!message) return;
  const type = message['@type'];
  if (typeof type === 'string') {
    validateType(type, at.at('@type'));
    // The value of a TypedStruct is any JSON.
    if (type.endsWith('.TypedStruct')) return;
  }
  for (const field of Object.keys(message)) validateField(field, message[field], at.at(field));
}

function validateType(type: string, at: Cursor): void {
  const name = type.slice(type.lastIndexOf('/') + 1);
  if (isKnown(name)) return;
  const message = `no message of Envoy is called ${JSON.stringify(type)}`;
  if (name.includes('.v2.') || name.includes('.v2alpha')) {
    at.error(
      message,
      "The second version of Envoy's API is gone; use the type of the third, in a package that ends in .v3.",
    );
    return;
  }
  const near = nearestName(name, similar(name));
  at.error(message, near === undefined ? "See Envoy's API reference." : `Did you mean type.googleapis.com/${near}?`);
}

function isKnown(name: string): boolean {
  if (names().has(name)) return true;
  // A message inside another is known where that is.
  const outer = name.slice(0, name.lastIndexOf('.'));
  return outer !== '' && /\.[A-Z][^.]*$/.test(outer) && isKnown(outer);
}

/** Those of the same package, and those with the same name elsewhere. */
function similar(type: string): string[] {
  const dot = type.lastIndexOf('.');
  return [...names()].filter((name) => name.startsWith(type.slice(0, dot + 1)) || name.endsWith(type.slice(dot)));
}

let known: ReadonlySet<string> | undefined;

function names(): ReadonlySet<string> {
  known ??= new Set(
    envoyMessages
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [prefix = '', ...messages] = line.split(' ');
        return messages.map((message) => `${prefix}.${message}`);
      }),
  );
  return known;
}
