import { DeliveryError } from '../../diagnostics/errors.ts';

/** Owner and name out of `owner/name`. */
export function ownerAndName(repository: string): { readonly owner: string; readonly name: string } {
  const [, owner, name] = /^([A-Za-z0-9_][A-Za-z0-9._-]*)\/([A-Za-z0-9._-]+?)(?:\.git)?$/.exec(repository) ?? [];
  if (owner !== undefined && name !== undefined && !/^\.{1,2}$/.test(name)) return { owner, name };
  throw new DeliveryError(
    `${JSON.stringify(repository)} does not name a repository of a forge.`,
    'Write it as owner/name, for example acme/mesh-config.',
  );
}

/** The address of an API, without a slash at the end. */
export function apiAddress(api: string, example: string): URL {
  const wrong = (shown: string) =>
    new DeliveryError(
      `${JSON.stringify(shown)} is not the address of a forge's API.`,
      `Write an https URL without a user in it: ${example}`,
    );
  if (!URL.canParse(api)) throw wrong(api.replace(/\/\/[^@/]*@/, '//***@'));
  const url = new URL(api.replace(/\/+$/, ''));
  if (url.username !== '' || url.password !== '') throw wrong(`${url.protocol}//***@${url.host}`);
  // A token must not travel readable; this machine alone is exempt, because nothing travels there.
  const here = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) throw wrong(api);
  return url;
}
