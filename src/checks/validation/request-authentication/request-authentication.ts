import { isStrictHeaderName } from '../../../istio/header-names.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { isSet, itemOf, listOf, type Message, textOf } from '../../../istio/message.ts';
import { urlSchemeOf } from '../../../istio/url.ts';
import { Cursor } from '../cursor.ts';
import { validateDuration } from '../durations.ts';
import type { Problems } from '../problem.ts';
import { validateTargets } from '../selectors.ts';
import { readKeySet } from './jwks.ts';

/** @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
export function validateRequestAuthentication(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateTargets(spec, at);
  listOf(spec.jwtRules).forEach((item, index) => {
    validateRule(itemOf(item), at.at('jwtRules').at(index));
  });
}

function validateRule(rule: Message, at: Cursor): void {
  if (textOf(rule.issuer) === '' && textOf(rule[keysField(rule)]) === '') {
    at.error('a JWT rule needs an issuer or a jwksUri', 'Name the issuer: only its tokens are judged by the rule.');
  }
  validateKeySource(rule, at);
  refuseEmpty(rule.audiences, 'an audience', at.at('audiences'));
  refuseEmpty(rule.fromParams, 'the name of a query parameter', at.at('fromParams'));
  refuseEmpty(rule.fromCookies, 'the name of a cookie', at.at('fromCookies'));
  listOf(rule.fromHeaders).forEach((item, index) => {
    if (textOf(itemOf(item).name) !== '') return;
    at.at('fromHeaders').at(index).at('name').error('the name of a header must not be empty');
  });
  listOf(rule.outputClaimToHeaders).forEach((item, index) => {
    validateOutput(itemOf(item), at.at('outputClaimToHeaders').at(index));
  });
  validateDuration(rule, 'timeout', at);
}

/** The CRD has the field in the spelling of an old release too. */
function keysField(rule: Message): 'jwksUri' | 'jwks_uri' {
  return isSet(rule.jwksUri) || !isSet(rule.jwks_uri) ? 'jwksUri' : 'jwks_uri';
}

function validateKeySource(rule: Message, at: Cursor): void {
  const field = keysField(rule);
  const uri = textOf(rule[field]);
  const scheme = uri === '' ? 'https' : urlSchemeOf(uri);
  if (scheme === undefined) at.at(field).error(`${JSON.stringify(uri)} is not a URL`);
  else if (scheme !== 'http' && scheme !== 'https') {
    at.at(field).error(`keys are fetched by http or https, not from ${uri}`);
  } else if (hasHugePort(uri)) at.at(field).error(`the port in ${uri} is no number that a port can be`);
  if (textOf(rule.jwks) === '') return;
  const set = readKeySet(textOf(rule.jwks));
  if ('fault' in set) {
    at.at('jwks').error(`the key set cannot be read: ${set.fault}`, 'Paste the JSON that the issuer publishes.');
    return;
  }
  for (const index of set.privateKeys) {
    const message = `key ${index} of the key set is private, and whoever may read this object can sign tokens with it`;
    at.at('jwks').warn(message, 'Give the public part only, and replace the key if it was ever used.');
  }
}

/** Istio does not look whether a port is at most 65535, but it must fit an integer of 64 bits. */
function hasHugePort(uri: string): boolean {
  const port = /^[^/]*\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(uri)?.[1];
  return port !== undefined && BigInt(port) > 0x7fff_ffff_ffff_ffffn;
}

function refuseEmpty(values: unknown, what: string, at: Cursor): void {
  listOf(values).forEach((value, index) => {
    if (textOf(value) === '') at.at(index).error(`${what} must not be empty`);
  });
}

function validateOutput(output: Message, at: Cursor): void {
  const header = textOf(output.header);
  if (textOf(output.claim) === '' || header === '') {
    at.error('a claim is copied to a header, so both need a name');
  } else if (!isStrictHeaderName(header)) {
    const message = `${JSON.stringify(header)} is not a header that a claim can be copied to`;
    at.at('header').error(message, 'Use letters, digits, hyphens and underscores.');
  }
}
