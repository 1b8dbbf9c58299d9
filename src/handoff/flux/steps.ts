import type { FluxSpec } from '../../model/specs.ts';
import { MESH_LABEL } from '../names.ts';
import { fieldManager, type Installation, inEach, line, repositoriesOf, type Step, shellWord } from '../steps.ts';

/** How Flux, which runs in every cluster already, gets to work for a mesh. */
export function fluxSteps(installation: Installation<FluxSpec>): readonly Step[] {
  const { mesh, tool, clusters, output } = installation;
  const { namespace, dependsOn } = tool;
  const context = '--context "$cluster"';
  const folder = `${shellWord(`${output}/${mesh}/flux`)}/"$cluster"/`;
  return [
    {
      what: 'Flux (2.6 or later) has to run in every cluster; kubectl contexts are taken to be called like the clusters',
      commands: inEach(clusters, `flux ${context} check`),
    },
    ...(tool.secret === undefined ? [] : [credentials(installation, tool.secret)]),
    ...(tool.statuses ? [token(installation, tool.statuses.secret)] : []),
    ...(dependsOn.length === 0 ? [] : [dependencies(installation)]),
    {
      what: 'Install what applies the folders, in each cluster',
      commands: inEach(
        clusters,
        `kubectl ${context} apply --server-side --field-manager ${shellWord(fieldManager(mesh))} --filename ${folder}`,
      ),
    },
    {
      what: 'Look: each Kustomization is ready once the first pull request is merged; before, its path is missing',
      commands: inEach(
        clusters,
        `kubectl ${context} ${line('--namespace', namespace, 'get', 'gitrepositories,kustomizations', '--selector', `${MESH_LABEL}=${mesh}`)}`,
      ),
    },
  ];
}

/** Of one repository; where clusters have others, each gets the credentials of its own. */
function credentials(installation: Installation<FluxSpec>, name: string): Step {
  const { clusters, gitops, tool } = installation;
  const commands = repositoriesOf(installation).flatMap((repository) => {
    const own = clusters.filter(
      (cluster) => (gitops.clusters[cluster]?.repository ?? gitops.repository) === repository,
    );
    const key = line('create', 'secret', 'git', name, '--namespace', tool.namespace, '--url', repository);
    const words = [...secretOf(tool.namespace, name), '--from-literal=username=git', '--from-file=password=/dev/stdin'];
    const command = repository.startsWith('ssh:')
      ? `flux --context "$cluster" ${key}`
      : `printf %s "$GIT_TOKEN" | kubectl --context "$cluster" ${line(...words)}`;
    return inEach(own, command);
  });
  return {
    what: `The Secret ${name} holds what reads the repository: a deploy key, which Flux prints, or a token`,
    commands,
  };
}

function token({ clusters, tool }: Installation<FluxSpec>, name: string): Step {
  const create = line(...secretOf(tool.namespace, name), '--from-file=token=/dev/stdin');
  return {
    what: `The Secret ${name} holds a token that may write commit statuses; the gate counts the login it belongs to`,
    commands: inEach(clusters, `printf %s "$STATUS_TOKEN" | kubectl --context "$cluster" ${create}`),
  };
}

/** Tokens come by standard input: a command line is for everybody on the machine to read. */
function secretOf(namespace: string, name: string): readonly string[] {
  return ['--namespace', namespace, 'create', 'secret', 'generic', name];
}

function dependencies({ clusters, tool }: Installation<FluxSpec>): Step {
  const get = line('--namespace', tool.namespace, 'get', 'kustomizations', ...tool.dependsOn);
  return {
    what: `Nothing is applied before ${tool.dependsOn.join(', ')} is ready`,
    commands: inEach(clusters, `kubectl --context "$cluster" ${get}`),
  };
}
