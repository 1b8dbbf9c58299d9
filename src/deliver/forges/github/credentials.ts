import { DeliveryError } from '../../../diagnostics/errors.ts';
import type { Credentials } from '../contract.ts';
import type { Addresses } from './addresses.ts';
import type { GitHubClient } from './client.ts';

/**
 * Options of Octokit that prove who we are. An App without the number of its installation is asked for it: its own
 * signature is enough for that question.
 */
export async function authentication(
  credentials: Credentials,
  { owner, name }: Addresses,
  client: (auth: object) => GitHubClient,
): Promise<object> {
  if (credentials.kind === 'token') return { auth: credentials.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  const { appId, privateKey } = credentials;
  checkKey(privateKey);
  const asApp = (more: object) => ({ authStrategy: createAppAuth, auth: { appId, privateKey, ...more } });
  if (credentials.installationId !== undefined) return asApp({ installationId: credentials.installationId });
  const { data } = await client(asApp({})).ask(
    `find the installation of App ${appId} for ${owner}/${name}`,
    (octokit) => octokit.rest.apps.getRepoInstallation({ owner, repo: name }),
  );
  return asApp({ installationId: data.id });
}

function checkKey(privateKey: string): void {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END/.test(privateKey)) return;
  throw new DeliveryError(
    'The private key of the GitHub App is not a PEM text.',
    'Give the whole file that GitHub let you download, from -----BEGIN to -----END, with its line breaks.',
  );
}
