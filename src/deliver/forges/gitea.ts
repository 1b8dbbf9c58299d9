/** Gitea and Forgejo, by their API v1. It resembles GitHub's and differs in every second detail, so it shares nothing. */
import { DeliveryError } from '../../diagnostics/errors.ts';
import { gitAuthorization } from '../git-auth.ts';
import type { ForgeAbilities, ForgeFactory } from './contract.ts';
import { GiteaClient, type Pace, POLITE } from './gitea/client.ts';
import { examine } from './gitea/examine.ts';
import { mergeWhenReady } from './gitea/merging.ts';
import { addLabels, approvals, comment, requestReviews } from './gitea/people.ts';
import { closePull, listPulls, openPull, updatePull } from './gitea/pulls.ts';
import { findRepository, type Repository } from './gitea/repository.ts';
import { setStatus, statuses } from './gitea/statuses.ts';
import { apiAddress, ownerAndName } from './hosted-address.ts';

export const gitea: ForgeFactory = giteaAt(POLITE);

/** Gitea at another pace; for tests. */
export function giteaAt(pace: Pace): ForgeFactory {
  return {
    kind: 'gitea',
    tokenVariables: ['GITEA_TOKEN'],
    describe: 'Gitea or Forgejo; `repository` is owner/name, and the address of the API must be given',
    async connect({ repository, branch = 'main', apiUrl, gitUrl, credentials }) {
      const { owner, name } = ownerAndName(repository);
      const web = webAddress(apiUrl);
      const client = new GiteaClient(`${web}/api/v1`, credentials, pace);
      const found = await findRepository(client, `${owner}/${name}`, branch);
      const remote = gitUrl ?? `${web}/${found.fullName}.git`;
      return {
        remote,
        gitConfig: async () => (client.token === undefined ? {} : gitAuthorization(remote, client.token)),
        abilities: abilitiesOf(found),
        list: () => listPulls(found),
        open: (request) => openPull(found, request),
        update: (number, text) => updatePull(found, number, text),
        close: (number, reason) => closePull(found, number, reason),
        now: () => now(client),
      };
    },
  };
}

/** No API commits: Gitea's trees and commits cannot be written. */
function abilitiesOf(repository: Repository): ForgeAbilities {
  return {
    needsBase: true,
    addLabels: (number, labels) => addLabels(repository, number, labels),
    requestReviews: (number, reviewers) => requestReviews(repository, number, reviewers),
    mergeWhenReady: (number, method, title) => mergeWhenReady(repository, number, method, title),
    comment: (number, key, text) => comment(repository, number, key, text),
    statuses: (commit) => statuses(repository, commit),
    setStatus: (commit, status) => setStatus(repository, commit, status),
    approvals: (number) => approvals(repository, number),
    examine: (branch) => examine(repository, branch),
  };
}

function webAddress(apiUrl: string | undefined): string {
  const example = 'https://HOST, or https://HOST/api/v1.';
  if (apiUrl === undefined) {
    throw new DeliveryError('Where is Gitea?', `Give the address of its API: ${example}`);
  }
  return apiAddress(apiUrl, example)
    .href.replace(/\/+$/, '')
    .replace(/\/api\/v1$/, '');
}

/** The date of Gitea's latest answer; one that has been read before is old by now, so then Gitea is asked again. */
async function now(client: GiteaClient): Promise<Date> {
  if (!client.clock.fresh) await client.ask('tell the time', { path: '/version' });
  client.clock.fresh = false;
  return client.clock.date!;
}
