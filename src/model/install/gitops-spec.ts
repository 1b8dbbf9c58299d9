/** What an author said of the hand-off, checked and with its defaults: plain JSON. */
export interface GitOpsSpec {
  readonly repository: string;
  readonly branch: string;
  /** Empty, or with a slash at its end. */
  readonly path: string;
  readonly owners: readonly string[];
  readonly tool: ArgoCdSpec | FluxSpec;
  /** Clusters with settings of their own, by name. */
  readonly clusters: Readonly<Record<string, ClusterGitOpsSpec>>;
}

export interface ArgoCdSpec {
  readonly kind: 'argocd';
  readonly namespace: string;
  /** Undefined: one of the mesh's name is written. */
  readonly project?: string;
  readonly generator: 'directories' | 'clusters';
  readonly statuses?: { readonly forge: StatusForge; readonly service: string };
}

export interface FluxSpec {
  readonly kind: 'flux';
  readonly namespace: string;
  readonly secret?: string;
  readonly dependsOn: readonly string[];
  readonly serviceAccount?: string;
  readonly statuses?: { readonly forge: StatusForge; readonly secret: string };
}

export interface ClusterGitOpsSpec {
  readonly repository?: string;
  readonly owners?: readonly string[];
  readonly argocd?: string;
}

export type StatusForge = 'github' | 'gitea';
