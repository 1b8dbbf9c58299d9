import type { Manifest } from '../../istio/manifest.ts';
import type { ArgoCdSpec } from '../../model/specs.ts';
import { named } from '../../model/specs.ts';
import { askedName, CLUSTER_LABEL, MESH_LABEL } from '../names.ts';
import { folderOf, type HandOff, repositories } from '../sources.ts';
import { generators } from './generators.ts';
import { subscriptions } from './notifications.ts';

/** Filled in by the generators for each Application. */
const CLUSTER = '{{.values.cluster}}';
const REPOSITORY = '{{.values.repository}}';
const DESTINATION = '{{.values.destination}}';

/**
 * One Application a cluster. Why each setting is as it is stands in docs/handoff.md.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export function applicationSet(handOff: HandOff<ArgoCdSpec>): Manifest {
  const { mesh, tool } = handOff;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: mesh, namespace: tool.namespace, labels: { [MESH_LABEL]: mesh } },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: generators(handOff),
      // Somebody who suspends an Application takes `automated` away, and the controller would give it back.
      ignoreApplicationDifferences: [{ jsonPointers: ['/spec/syncPolicy/automated'] }],
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: {
          name: named(askedName(handOff.gates, 'argocd', '{mesh}-{cluster}'), mesh, CLUSTER),
          labels: { [MESH_LABEL]: mesh, [CLUSTER_LABEL]: CLUSTER },
          annotations: tool.statuses ? subscriptions(handOff) : { 'argocd.argoproj.io/manifest-generate-paths': '.' },
        },
        spec: applicationSpec(handOff),
      },
    },
  };
}

function applicationSpec(handOff: HandOff<ArgoCdSpec>): object {
  const { mesh, tool, gitops } = handOff;
  const [only, ...more] = repositories(handOff).keys();
  return {
    project: tool.project ?? mesh,
    source: {
      repoURL: more.length === 0 ? only : REPOSITORY,
      targetRevision: gitops.branch,
      path: folderOf(handOff, CLUSTER),
      directory: { recurse: true },
    },
    destination: { name: DESTINATION },
    syncPolicy: {
      automated: { prune: true, selfHeal: true, allowEmpty: false },
      // A cluster that is away for an hour catches up by itself, with the commit of then and not with that of before.
      retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
    },
  };
}
