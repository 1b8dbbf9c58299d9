import type { Manifest } from '../../istio/manifest.ts';
import { itemOf, messageOf, textOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { validateTargets } from './selectors.ts';
import { validateTrafficMatch, validateWasm } from './wasm-plugin.ts';

const maxScriptBytes = 65_536;

/** @see https://istio.io/latest/docs/reference/config/proxy_extensions/traffic_extension/ */
export function validateTrafficExtension(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  const wasm = messageOf(spec.wasm);
  const lua = messageOf(spec.lua);
  if ((wasm === undefined) === (lua === undefined)) {
    const found = wasm === undefined ? 'neither is' : 'both are';
    at.error(`exactly one of wasm and lua must be set, and ${found}`, 'Make one object of each.');
  }
  // This kind came after the single targetRef.
  validateTargets({ selector: spec.selector, targetRefs: spec.targetRefs }, at);
  if (lua) {
    const size = Buffer.byteLength(textOf(lua.inlineCode));
    const code = at.at('lua').at('inlineCode');
    if (size === 0) code.error('inlineCode is empty', 'Give the script that the proxies shall run.');
    if (size > maxScriptBytes) code.error(`the script has ${size} bytes, of at most ${maxScriptBytes}`);
  }
  if (wasm) validateWasm(wasm, at.at('wasm'));
  validateTrafficMatch(spec.match, at.at('match'));
}
