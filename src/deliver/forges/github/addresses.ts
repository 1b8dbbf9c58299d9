import { DeliveryError } from '../../../diagnostics/errors.ts';
import type { ForgeOptions } from '../contract.ts';

export interface Addresses {
  readonly owner: string;
  readonly name: string;
  /** Without a slash at the end. */
  readonly api: string;
  /** Of a repository as GitHub spells it: `owner/name`. */
  git(fullName: string): string;
}

/** Where things are: github.com, an Enterprise Server (`https://HOST/api/v3`), or a tenant of ghe.com. */
export function addressesOf({ repository, apiUrl = 'https://api.github.com', gitUrl }: ForgeOptions): Addresses {
  const [, owner, name] = /^([A-Za-z0-9][A-Za-z0-9_-]*)\/([A-Za-z0-9._-]+?)(?:\.git)?$/.exec(repository) ?? [];
  if (owner === undefined || name === undefined || /^\.{1,2}$/.test(name)) {
    throw new DeliveryError(
      `${JSON.stringify(repository)} does not name a repository on GitHub.`,
      'Write it as owner/name, for example acme/mesh-config.',
    );
  }
  const api = apiUrl.replace(/\/+$/, '');
  const origin = gitOrigin(api);
  return { owner, name, api, git: (fullName) => gitUrl ?? `${origin}/${fullName}.git` };
}

function gitOrigin(api: string): string {
  let url: URL;
  try {
    url = new URL(api);
  } catch {
    throw wrongApi(api);
  }
  if (url.username !== '' || url.password !== '') throw wrongApi(`${url.protocol}//…@${url.host}`);
  // A token must not travel readable; this machine alone is exempt, because nothing travels there.
  const here = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) throw wrongApi(api);
  return `${url.protocol}//${url.host.replace(/^api\./, '')}`;
}

function wrongApi(api: string): DeliveryError {
  return new DeliveryError(
    `${JSON.stringify(api)} is not the address of a forge's API.`,
    'Write an https URL without a user in it: https://HOST/api/v3 for GitHub Enterprise Server, https://api.TENANT.ghe.com for a tenant of ghe.com. Leave it out for github.com.',
  );
}
