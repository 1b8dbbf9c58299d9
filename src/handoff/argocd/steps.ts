import type { ArgoCdSpec, StatusForge } from '../../model/specs.ts';
import { MESH_LABEL } from '../names.ts';
import { fieldManager, type Installation, line, repositoriesOf, type Step } from '../steps.ts';

/** How Argo CD, which runs already, gets to work for a mesh. */
export function argoSteps(installation: Installation<ArgoCdSpec>): readonly Step[] {
  const { mesh, tool, output } = installation;
  const manager = fieldManager(mesh);
  return [
    {
      what: 'Argo CD (3.2 or later) has to read the repository; give credentials where it is not public',
      commands: repositoriesOf(installation).map((repository) => line('argocd', 'repo', 'add', repository)),
    },
    { what: `Argo CD has to know ${clusterNames(installation)}`, commands: ['argocd cluster list'] },
    ...(tool.project === undefined ? [] : [projectStep(tool.project)]),
    ...(tool.statuses ? [serviceStep[tool.statuses.forge](tool)] : []),
    {
      what: 'Install what applies the folders, in the cluster where Argo CD runs',
      commands: [
        line(
          'kubectl',
          'apply',
          '--server-side',
          '--field-manager',
          manager,
          '--filename',
          `${output}/${mesh}/argocd/`,
        ),
      ],
    },
    {
      what: 'Look: there is an Application for each folder, once the first pull request is merged',
      commands: [line('argocd', 'app', 'list', '--selector', `${MESH_LABEL}=${mesh}`)],
    },
  ];
}

function clusterNames({ gitops, clusters }: Installation): string {
  const names = clusters.map((cluster) => {
    const name = gitops.clusters[cluster]?.argocd ?? cluster;
    return name === cluster ? cluster : `${cluster} as ${name}`;
  });
  return `${names.length === 1 ? 'the cluster' : 'the clusters'} ${names.join(', ')}`;
}

function projectStep(project: string): Step {
  return {
    what: `The project ${project} has to allow the repository, the clusters and all kinds of objects in their folders`,
    commands: [line('argocd', 'proj', 'get', project)],
  };
}

/** The service and its credential, which no file of a mesh holds. */
const serviceStep: Readonly<Record<StatusForge, (tool: ArgoCdSpec) => Step>> = {
  github: ({ namespace, statuses }) => ({
    what: 'Statuses are posted by a GitHub App that may write commit statuses; the gate counts its login, <name>[bot]',
    commands: [
      ...secret(namespace, 'github-privateKey', 'app.pem'),
      ...service(namespace, ['service', ...new Set(['github', statuses?.service])].join('.'), [
        "appID: <the App's id>",
        'installationID: <the id of its installation>',
        'privateKey: $github-privateKey',
      ]),
    ],
  }),
  gitea: ({ namespace, statuses }) => ({
    what: 'Statuses are posted with a token that may write to the repository; the gate counts the login it belongs to',
    commands: [
      ...secret(namespace, 'gitea-token', 'token.txt'),
      ...service(namespace, `service.webhook.${statuses?.service}`, [
        'url: <https://address of the Gitea>',
        'headers:',
        '  - name: Authorization',
        '    value: token $gitea-token',
      ]),
    ],
  }),
};

function secret(namespace: string, key: string, file: string): readonly string[] {
  const name = 'argocd-notifications-secret';
  const from = ['--from-file', `${key}=${file}`, '--dry-run=client', '--output', 'yaml'];
  return [
    `${line('kubectl', '--namespace', namespace, 'create', 'secret', 'generic', name, ...from)} |`,
    `  ${line('kubectl', 'apply', '--server-side', '--field-manager', `${key}-by-hand`, '--filename', '-')}`,
  ];
}

function service(namespace: string, key: string, lines: readonly string[]): readonly string[] {
  return [
    `${line('kubectl', 'apply', '--server-side', '--field-manager', `${key}-by-hand`, '--filename', '-')} <<'YAML'`,
    'apiVersion: v1',
    'kind: ConfigMap',
    `metadata: { name: argocd-notifications-cm, namespace: ${namespace} }`,
    'data:',
    `  ${key}: |`,
    ...lines.map((text) => `    ${text}`),
    'YAML',
  ];
}
