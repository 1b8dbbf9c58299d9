import type { Manifest } from '../../istio/manifest.ts';
import type { FluxSpec } from '../../model/specs.ts';
import { named } from '../../model/specs.ts';
import { askedName, CLUSTER_LABEL, MESH_LABEL, numbered, statusContexts } from '../names.ts';
import { folderOf, type HandOff, repositoryOf } from '../sources.ts';

/** Switches variables of Flux off for an object: Envoy's formats, regular expressions and Lua write `${…}`, too. */
const NO_SUBSTITUTION = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } as const;

/**
 * What Flux needs in one cluster: where the repository is, which folder of it to apply and how, and who is told. Why each
 * setting is as it is stands in docs/handoff.md.
 */
export function clusterObjects(handOff: HandOff<FluxSpec>, cluster: string): readonly Manifest[] {
  const object = objectsOf(handOff, cluster);
  return [
    source(handOff, cluster, object),
    kustomization(handOff, cluster, object),
    ...statuses(handOff, cluster, object),
  ];
}

type MakeObject = (apiVersion: string, kind: string, name: string, spec: Record<string, unknown>) => Manifest;

function objectsOf({ mesh, tool }: HandOff<FluxSpec>, cluster: string): MakeObject {
  const labels = { [MESH_LABEL]: mesh, [CLUSTER_LABEL]: cluster };
  return (apiVersion, kind, name, spec) => ({
    apiVersion: `${apiVersion}`,
    kind,
    // These objects may themselves come by a Kustomization with variables.
    metadata: { name, namespace: tool.namespace, labels, annotations: NO_SUBSTITUTION },
    spec,
  });
}

/** @see https://fluxcd.io/flux/components/source/gitrepositories/ */
function source(handOff: HandOff<FluxSpec>, cluster: string, object: MakeObject): Manifest {
  const { mesh, tool, gitops } = handOff;
  return object('source.toolkit.fluxcd.io/v1', 'GitRepository', mesh, {
    interval: '1m',
    url: repositoryOf(handOff, cluster),
    ref: { branch: gitops.branch },
    ...(tool.secret !== undefined && { secretRef: { name: tool.secret } }),
  });
}

/** @see https://fluxcd.io/flux/components/kustomize/kustomizations/ */
function kustomization(handOff: HandOff<FluxSpec>, cluster: string, object: MakeObject): Manifest {
  const { mesh, tool } = handOff;
  return object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', kustomizationName(handOff, cluster), {
    interval: '10m',
    retryInterval: '1m',
    timeout: '5m',
    sourceRef: { kind: 'GitRepository', name: mesh },
    path: `./${folderOf(handOff, cluster)}`,
    prune: true,
    // Without this Kustomization its objects stay, as they do without an Application.
    deletionPolicy: 'Orphan',
    wait: true,
    force: false,
    // No `postBuild`, and whoever adds one for all Kustomizations changes nothing here.
    patches: [{ target: { kind: '.*' }, patch: SUBSTITUTION_PATCH }],
    ...(tool.dependsOn.length > 0 && { dependsOn: tool.dependsOn.map((name) => ({ name })) }),
    ...(tool.serviceAccount !== undefined && { serviceAccountName: tool.serviceAccount }),
  });
}

/** For every object, whatever it is: kustomize wants a kind and a name, and looks at the target alone. */
const SUBSTITUTION_PATCH = `apiVersion: v1
kind: Any
metadata:
  name: any
  annotations:
    kustomize.toolkit.fluxcd.io/substitute: disabled
`;

export function kustomizationName({ mesh, gates }: HandOff<FluxSpec>, cluster: string): string {
  return named(askedName(gates, 'flux', '{mesh}'), mesh, cluster);
}

/**
 * A status on the commit that was applied, as the gate reads it. A Provider speaks to one repository in the name of one
 * cluster, so there is one for each context.
 * @see https://fluxcd.io/flux/components/notification/providers/#git-commit-status-updates
 */
function statuses(handOff: HandOff<FluxSpec>, cluster: string, object: MakeObject): readonly Manifest[] {
  const { mesh, tool, gates } = handOff;
  if (!tool.statuses) return [];
  const { forge, secret } = tool.statuses;
  return statusContexts(gates).flatMap((context, i) => {
    const name = numbered(`${mesh}-statuses`, i);
    return [
      object('notification.toolkit.fluxcd.io/v1beta3', 'Provider', name, {
        type: forge,
        address: httpsAddress(repositoryOf(handOff, cluster)),
        secretRef: { name: secret },
        commitStatusExpr: JSON.stringify(named(context, mesh, cluster)),
      }),
      object('notification.toolkit.fluxcd.io/v1beta3', 'Alert', name, {
        providerRef: { name },
        eventSeverity: 'info',
        eventSources: [{ kind: 'Kustomization', name: kustomizationName(handOff, cluster) }],
      }),
    ];
  });
}

/** The address of the repository's page: `ssh://git@host/owner/name.git` is no place for requests. */
function httpsAddress(repository: string): string {
  return repository.replace(/^ssh:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\//, 'https://$1/').replace(/(\.git)?\/?$/, '');
}
