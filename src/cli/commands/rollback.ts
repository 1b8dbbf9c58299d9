import { Option } from 'commander';
import { emitRollback } from '../../deliver/emit-rollback.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { proposeBack } from '../go-back.ts';
import { openDelivery, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly emit?: 'argocd' | 'flux';
  readonly object?: string;
  readonly context?: string;
}

/** Proposes to take a canary back in all clusters at once; or prints how to do it by hand, when that is too slow. */
export const rollback: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('rollback')
        .description('propose that a canary gives all its traffic back')
        .argument('<rollout>', 'such as bookinfo/reviews-v2')
        .addOption(
          new Option(
            '--emit <tool>',
            'print a shell script that does it by hand, past what syncs the clusters',
          ).choices(['argocd', 'flux']),
        )
        .option('--object <name>', 'what syncs a cluster, as namespace/name; {mesh} and {cluster} stand for theirs')
        .option('--context <name>', 'kube context that holds the Applications of Argo CD'),
    ).action((rollout: string, options: Options) =>
      run((io) => (options.emit ? emit(io, rollout, options) : proposeBack(io, rollout, 'rollback', options)), options),
    );
  },
};

async function emit(
  io: Io,
  rollout: string,
  { emit: tool, object, context, ...options }: Options,
): Promise<ExitStatus> {
  const delivery = await openDelivery(io, options, 'steer');
  if (!delivery || !tool) return 1;
  const script = await emitRollback(delivery, rollout, {
    tool,
    ...(object !== undefined && { object }),
    ...(context !== undefined && { argocdContext: context }),
  });
  io.result(script, { script });
  return 0;
}
