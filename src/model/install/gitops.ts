/** Where the applied tree is and what applies it, as authors say it. */

/** How the folders of a mesh's clusters get into the clusters: by Argo CD or by Flux, from one repository. */
export type GitOps = GitOpsSource &
  ({ readonly argocd: ArgoCdProps; readonly flux?: never } | { readonly flux: FluxProps; readonly argocd?: never });

/** Where the tool finds the folders. */
export interface GitOpsSource {
  /** Address of the repository that holds the applied tree, without credentials: `https://github.com/acme/applied.git`. */
  readonly repository: string;
  /** Branch that holds the applied tree, as `branch` of meshwright.yaml. @default 'main' */
  readonly branch?: string;
  /**
   * Folder of the repository in which the mesh's folder lies. `dist` where the tool reads the source's own output: then
   * there is no rollout, and every merge reaches every cluster at once.
   * @default the root of the repository, where delivery writes
   */
  readonly path?: string;
  /** Who reviews changes of the mesh's folder: `@user`, `@organisation/team` or an address. @default nobody is asked */
  readonly owners?: readonly string[];
}

/** Settings for Argo CD: an ApplicationSet that makes one Application a cluster. */
export interface ArgoCdProps {
  /** Namespace of Argo CD. @default 'argocd' */
  readonly namespace?: string;
  /** An AppProject that exists. @default one of the mesh's name, which is written too and allows no more than is needed */
  readonly project?: string;
  /**
   * What there is an Application for: each folder of a cluster in the applied tree, or each cluster of the mesh that Argo
   * CD knows.
   * @default 'directories'
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
   */
  readonly generator?: 'directories' | 'clusters';
  /** Has Argo CD post a status on the commit that a cluster has applied. @default none */
  readonly statuses?: {
    readonly forge: 'github' | 'gitea';
    /**
     * Name of the notification service that posts it: `service.github` of `argocd-notifications-cm`, or for Gitea
     * `service.webhook.<name>` with the address of the server.
     * @default the forge's name
     * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/overview/
     */
    readonly service?: string;
  };
}

/** Settings for Flux: in each cluster a GitRepository and a Kustomization. */
export interface FluxProps {
  /** Namespace of these objects, with Flux's right to apply anything. @default 'flux-system' */
  readonly namespace?: string;
  /** Secret with the credentials for the repository, in each cluster. @default none: anybody may read the repository */
  readonly secret?: string;
  /** Kustomizations that must be ready before, such as the one that brings Istio's CRDs. @default none */
  readonly dependsOn?: readonly string[];
  /** ServiceAccount in whose name the objects are applied. @default Flux's own */
  readonly serviceAccount?: string;
  /** Has Flux post a status on the commit that a cluster has applied. @default none */
  readonly statuses?: {
    readonly forge: 'github' | 'gitea';
    /** Secret with the key `token`, in each cluster. @default '<mesh>-statuses' */
    readonly secret?: string;
  };
}

/** What is different for one cluster. */
export interface ClusterGitOps {
  /** Address of the repository that holds the cluster's folder. @default that of the mesh */
  readonly repository?: string;
  /** Who reviews changes of the cluster's folder, in place of the mesh's `owners`. @default those of the mesh */
  readonly owners?: readonly string[];
  /** Name that Argo CD knows the cluster by; its own one is `in-cluster`. @default the cluster's id */
  readonly argocd?: string;
}
