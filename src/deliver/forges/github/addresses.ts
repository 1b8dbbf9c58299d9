import type { ForgeOptions } from '../contract.ts';
import { apiAddress, ownerAndName } from '../hosted-address.ts';

export interface Addresses {
  readonly owner: string;
  readonly name: string;
  /** Without a slash at the end. */
  readonly api: string;
  /** Of a repository as GitHub spells it: `owner/name`. */
  git(fullName: string): string;
}

const EXAMPLE =
  'https://HOST/api/v3 for GitHub Enterprise Server, https://api.TENANT.ghe.com for a tenant of ghe.com. Leave it out for github.com.';

/** Where things are: github.com, an Enterprise Server (`https://HOST/api/v3`), or a tenant of ghe.com. */
export function addressesOf({ repository, apiUrl = 'https://api.github.com', gitUrl }: ForgeOptions): Addresses {
  const url = apiAddress(apiUrl, EXAMPLE);
  // An Enterprise Server has its API in a folder, the others on a host of its own.
  const host = url.pathname === '/' ? url.host.replace(/^api\./, '') : url.host;
  return {
    ...ownerAndName(repository),
    api: url.href.replace(/\/$/, ''),
    git: (fullName) => gitUrl ?? `${url.protocol}//${host}/${fullName}.git`,
  };
}
