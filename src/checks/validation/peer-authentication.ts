import type { Manifest } from '../../istio/manifest.ts';
import { entriesOf, itemOf, messageOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { validateSelector } from './selectors.ts';

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export function validatePeerAuthentication(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  const portsAt = at.at('portLevelMtls');
  const ports = entriesOf(spec.portLevelMtls);
  if (ports.length === 0 && messageOf(spec.portLevelMtls)) {
    portsAt.error('portLevelMtls is there but names no port', 'Name a port, or leave the field out.');
  }
  const selector = messageOf(spec.selector);
  if (ports.length > 0 && entriesOf(selector?.matchLabels).length === 0) {
    const message = 'portLevelMtls needs a selector with labels; a policy for a namespace or the mesh has no ports';
    portsAt.error(message, 'Select the workloads whose ports are meant.');
  }
  for (const [port] of ports) {
    if (isPortNumber(port)) continue;
    portsAt.at(port).error(`the port ${port} is not a number between 1 and 65535`);
  }
  validateSelector(spec.selector, at.at('selector'));
}

/** As a key of a JSON map, where the number is a text. */
function isPortNumber(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}
