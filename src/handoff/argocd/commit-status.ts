import type { StatusForge } from '../../model/specs.ts';
import { CLUSTER_LABEL } from '../names.ts';

/** A status that a notification posts; texts are Go templates over the Application. */
export interface PostedStatus {
  readonly state: 'success' | 'failure';
  readonly message: string;
  readonly revision: string;
  /** Notification service that posts it. */
  readonly service: string;
  /** As the gate names it, with `{mesh}` and `{cluster}`. */
  readonly context: string;
  readonly mesh: string;
}

const REPOSITORY = '{{.app.spec.source.repoURL}}';
const LINK = '{{.context.argocdUrl}}/applications/{{.app.metadata.namespace}}/{{.app.metadata.name}}';

/** The cluster of an Application, which its name need not tell. */
const CLUSTER = `{{index .app.metadata.labels "${CLUSTER_LABEL}"}}`;

/**
 * The part of a notification's template that says it to a forge: GitHub has a service of its own, Gitea is asked by its
 * API.
 */
export const commitStatus: Readonly<Record<StatusForge, (posted: PostedStatus) => object>> = {
  github: ({ state, revision, context, mesh }) => ({
    github: {
      repoURLPath: REPOSITORY,
      revisionPath: revision,
      status: { state, label: filled(plain(context), mesh), targetURL: LINK },
    },
  }),
  gitea: ({ state, message, revision, service, context, mesh }) => {
    const body = { state, context: plain(context), description: message, target_url: LINK };
    const path = `/api/v1/repos/{{call .repo.FullNameByRepoURL .app.spec.source.repoURL}}/statuses/${revision}`;
    return { webhook: { [service]: { method: 'POST', path, body: filled(JSON.stringify(body), mesh) } } };
  },
};

/** Names go in last: JSON would quote the quotes that a template needs. */
function filled(text: string, mesh: string): string {
  return text.replaceAll('{mesh}', mesh).replaceAll('{cluster}', CLUSTER);
}

/** A text without anything that a template could take for its own. */
function plain(text: string): string {
  return text.replaceAll('{{', '{ {');
}
