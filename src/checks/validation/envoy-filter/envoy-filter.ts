import type { Manifest } from '../../../istio/manifest.ts';
import { isSet, itemOf, listOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import { re2 } from '../../../istio/re2.ts';
import { Cursor } from '../cursor.ts';
import type { Problems } from '../problem.ts';
import { validateWorkloadSelector } from '../selectors.ts';
import { validateListenerMatch } from './listener-match.ts';
import { validatePatchValue } from './patch-value.ts';

/**
 * All that Istio looks at but whether a patch decodes to the Envoy message it is for.
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export function validateEnvoyFilter(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  const message = "an EnvoyFilter reaches into Envoy's configuration, which may change with any release of Istio";
  at.warn(message, "Use Istio's own kinds where they can say the same, and try the filter out before each upgrade.");
  if (!validateWorkloadSelector(spec.workloadSelector, at.at('workloadSelector'))) return;
  listOf(spec.configPatches).forEach((item, index) => {
    validatePatch(itemOf(item), at.at('configPatches').at(index));
  });
}

function validatePatch(patch: Message, at: Cursor): void {
  const match = messageOf(patch.match);
  // Istio has no rules for patches of waypoints yet.
  if (textOf(match?.context) === 'WAYPOINT') return;
  const applyTo = textOf(patch.applyTo);
  const change = messageOf(patch.patch);
  const operation = textOf(change?.operation);
  if (applyTo === '' || applyTo === 'INVALID') at.at('applyTo').error('applyTo is needed', 'Say what to patch.');
  else if (!change) at.at('patch').error('a patch is needed', 'Say what to do: operation and value.');
  else if (operation === '' || operation === 'INVALID') {
    at.at('patch').at('operation').error('the patch needs an operation', 'For example MERGE, ADD or INSERT_BEFORE.');
  } else if (operation !== 'REMOVE' && !messageOf(change.value)) {
    at.at('patch').at('value').error(`the operation ${operation} needs a value`);
  } else if (!match || (validateProxyMatch(match, at) && validateObjectMatch(applyTo, match, at.at('match')))) {
    validatePatchValue(applyTo, change.value, at.at('patch').at('value'));
  }
}

const longestVersion = 1024;

/** Whether the rest is worth a look. */
function validateProxyMatch(match: Message, at: Cursor): boolean {
  const version = textOf(itemOf(match.proxy).proxyVersion);
  if (version === '') return true;
  const here = at.at('match').at('proxy').at('proxyVersion');
  if (Buffer.byteLength(version) > longestVersion) {
    here.warn(`proxyVersion has more than ${longestVersion} characters, so Istio ignores it`);
    return true;
  }
  const regex = re2(version);
  if (!('problem' in regex)) return true;
  here.error(`proxyVersion is not a regular expression: ${regex.problem}`, String.raw`For example ^1\.31.*`);
  return false;
}

const kindsOfMatch: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['listener', new Set(['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'])],
  ['routeConfiguration', new Set(['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'])],
  ['cluster', new Set(['CLUSTER'])],
];

/** Whether what is matched is of the sort of what is patched. */
function validateObjectMatch(applyTo: string, match: Message, at: Cursor): boolean {
  const wanted = kindsOfMatch.find(([, kinds]) => kinds.has(applyTo))?.[0];
  if (wanted === undefined) return true;
  const found = ['listener', 'routeConfiguration', 'cluster', 'waypoint'].filter((field) => isSet(match[field]));
  if (found.length === 0) return true;
  if (!found.includes(wanted)) {
    at.error(`applyTo: ${applyTo} goes with a match of ${wanted}, not of ${found.join(' and ')}`);
    return false;
  }
  return wanted !== 'listener' || validateListenerMatch(applyTo, itemOf(match.listener), at.at('listener'));
}
