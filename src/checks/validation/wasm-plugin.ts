import type { Manifest } from '../../istio/manifest.ts';
import { itemOf, listOf, type Message, numberOf, textOf } from '../../istio/message.ts';
import { isPort } from '../../istio/ports.ts';
import { urlSchemeOf } from '../../istio/url.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { validateTargets } from './selectors.ts';

/** @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/ */
export function validateWasmPlugin(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateTargets(spec, at);
  validateWasm(spec, at);
  validateTrafficMatch(spec.match, at.at('match'));
}

/** What says which module runs and how. */
export function validateWasm(wasm: Message, at: Cursor): void {
  validateModuleUrl(textOf(wasm.url), at.at('url'));
  const sha256 = textOf(wasm.sha256);
  if (sha256 !== '' && !/^[0-9a-f]{64}$/.test(sha256)) {
    at.at('sha256').error('a SHA-256 checksum has 64 digits of 0-9 and a-f');
  }
  limitBytes(wasm.imagePullSecret, 253, 'imagePullSecret', at);
  limitBytes(wasm.pluginName, 256, 'pluginName', at);
  validateEnvironment(listOf(itemOf(wasm.vmConfig).env), at.at('vmConfig').at('env'));
}

const schemes: ReadonlySet<string> = new Set(['', 'file', 'http', 'https', 'oci']);
const hint = 'Write oci://registry/image:tag, an http(s):// address, a file:// path, or the image alone.';

function validateModuleUrl(url: string, at: Cursor): void {
  if (url === '') {
    at.error('the module needs a url', hint);
    return;
  }
  const strict = urlSchemeOf(url, true);
  // What has no scheme is read once more as a web address: registry.example.com/image:tag.
  const text = strict === undefined ? `http://${url}` : url;
  const scheme = strict ?? urlSchemeOf(text, true);
  if (scheme === undefined || urlSchemeOf(text) === undefined) {
    at.error(`${JSON.stringify(url)} is not a URL`, hint);
  } else if (!schemes.has(scheme)) {
    at.error(`modules cannot be fetched by ${scheme}://, only by oci, http, https and file`, hint);
  }
}

function limitBytes(value: unknown, limit: number, field: string, at: Cursor): void {
  const size = Buffer.byteLength(textOf(value));
  if (size > limit) at.at(field).error(`${field} has ${size} bytes, of at most ${limit}`);
}

function validateEnvironment(variables: readonly unknown[], at: Cursor): void {
  const names = new Set<string>();
  variables.forEach((item, index) => {
    const { name: given, value, valueFrom } = itemOf(item);
    const name = textOf(given);
    const here = at.at(index);
    if (name === '') here.at('name').error('an environment variable needs a name');
    if (names.has(name)) here.at('name').error(`the environment variable ${name} is there twice`);
    names.add(name);
    limitBytes(name, 256, 'name', here);
    if (textOf(value) !== '' && textOf(valueFrom) === 'HOST') {
      const message = `${name} has a value but takes it from the host; a value goes with valueFrom: INLINE only`;
      here.at('value').error(message, 'Remove the value, or valueFrom.');
    }
  });
}

/** The traffic that a module or a script is for: its ports must be numbers of ports. */
export function validateTrafficMatch(match: unknown, at: Cursor): void {
  listOf(match).forEach((selector, index) => {
    listOf(itemOf(selector).ports).forEach((port, i) => {
      const number = numberOf(itemOf(port).number);
      if (isPort(number)) return;
      at.at(index).at('ports').at(i).at('number').error(`a port is a number between 1 and 65535, not ${number}`);
    });
  });
}
