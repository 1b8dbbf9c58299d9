import { type Departure, departure, type Leaver } from '../../deliver/decommission.ts';
import { UsageError } from '../../diagnostics/errors.ts';
import { clusterFolder } from '../../emit/paths.ts';
import { line } from '../../handoff/steps.ts';
import { plural } from '../../report/diagnostics.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly namespace?: string;
}

/** How far a cluster or a namespace is on its way out, and what comes next. Looks, and touches nothing. */
export const decommission: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('decommission')
        .description('tell what still needs a cluster or a namespace that is given up, and what comes next')
        .argument('<what>', 'a cluster, such as bookinfo/us-west; or a mesh, with --namespace')
        .option('--namespace <name>', 'the namespace that is given up'),
    ).action((what: string, options: Options) => run((io) => tell(io, what, options), options));
  },
};

async function tell(io: Io, what: string, options: Options): Promise<ExitStatus> {
  const leaver = leaverOf(what, options.namespace);
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return 1;
  const found = await departure(deliveries, leaver);
  const { text, next } = 'cluster' in leaver ? aboutCluster(leaver, found) : aboutNamespace(leaver, found);
  io.result([text, ...found.needs.map((need) => `  ${need}`), ...next].join('\n'), { ...leaver, ...found, next });
  return STATUS[found.state];
}

const STATUS: Readonly<Record<Departure['state'], ExitStatus>> = {
  'in-use': 3,
  declared: 3,
  going: 2,
  closed: 3,
  empty: 3,
  undeclared: 3,
  gone: 0,
};

function leaverOf(what: string, namespace: string | undefined): Leaver {
  const [mesh = '', cluster, ...more] = what.split('/');
  if (namespace !== undefined && cluster === undefined) return { mesh, namespace };
  if (namespace === undefined && cluster !== undefined && more.length === 0 && cluster !== '') return { mesh, cluster };
  throw new UsageError(
    `'${what}' is neither <mesh>/<cluster> nor a mesh with --namespace.`,
    'Such as meshwright decommission bookinfo/us-west, or meshwright decommission bookinfo --namespace legacy.',
  );
}

interface Words {
  readonly text: string;
  /** Lines of what comes next: sentences, and commands behind blanks. */
  readonly next: readonly string[];
}

function aboutCluster({ mesh, cluster }: Leaver & { readonly cluster: string }, { state, files }: Departure): Words {
  const folder = clusterFolder(mesh, cluster).slice(0, -1);
  switch (state) {
    case 'in-use':
      return {
        text: `${cluster} is still needed:`,
        next: ['Take it out of these in the source, let that reach all clusters, and end its pods.'],
      };
    case 'declared':
      return {
        text: `Nothing declared needs ${cluster} any more.`,
        next: [
          `Set decommission: 'close' on Cluster '${cluster}' once none of its pods is left: its routes and gateways go then.`,
        ],
      };
    case 'going':
      return {
        text: `${counted(files)} still to go from ${cluster}.`,
        next: ['meshwright tick proposes that step by step; meshwright status tells what it waits for.'],
      };
    case 'closed':
      return {
        text: `All that leads requests has left ${cluster}; ${counted(files)} left to close it.`,
        next: [
          'Once the cluster has applied that, the others need not know it any more:',
          `  ${line('kubectl', '--namespace', 'istio-system', 'delete', 'secret', `istio-remote-secret-${cluster}`)}   # in each of them`,
          `When nothing runs there, set decommission: 'empty' on Cluster '${cluster}': the rest goes then.`,
        ],
      };
    case 'empty':
      return {
        text: `Nothing of ${cluster} is left in the applied tree${files.length > 0 ? ' but what Meshwright did not write' : ''}.`,
        next: [`Remove Cluster '${cluster}' from the source. ${LEFT_BEHIND}`],
      };
    case 'undeclared':
      return {
        text: `The source does not know ${cluster}; ${counted(files)} left in the applied tree.`,
        next: [
          "Declare it again with decommission: 'empty', and they go as a rollout; or, where nothing runs there any more:",
          `  ${line('git', 'rm', '-r', folder)}   # in a clone of the applied tree, in a commit of your own`,
          LEFT_BEHIND,
        ],
      };
    default:
      return { text: `Nothing of ${cluster} is left.`, next: [] };
  }
}

function counted(files: readonly string[]): string {
  return `${plural(files.length, 'file')} ${files.length === 1 ? 'is' : 'are'}`;
}

/** A tool refuses to empty a folder, or forgets it without a deletion. */
const LEFT_BEHIND = 'Neither Argo CD nor Flux deletes the last objects of a folder: they go with the cluster.';

function aboutNamespace({ namespace }: Leaver & { readonly namespace: string }, { state, files }: Departure): Words {
  switch (state) {
    case 'in-use':
      return { text: `The namespace ${namespace} is still needed:`, next: ['Take these out of the source first.'] };
    case 'going':
      return {
        text: `${counted(files)} still to go from the namespace ${namespace}.`,
        next: ['meshwright tick proposes that step by step; meshwright status tells what it waits for.'],
      };
    default:
      return {
        text: `Nothing of the mesh is left in the namespace ${namespace}.`,
        next: [
          'Once every cluster has applied that, and nothing else runs in it:',
          `  ${line('kubectl', 'delete', 'namespace', namespace)}   # in each cluster; a rollout never does`,
        ],
      };
  }
}
