import { InvalidArgumentError, Option } from 'commander';
import { renderOutcome } from '../../report/outcome.ts';
import { Simulation } from '../../simulate/simulation.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { type RequestOptions, requestsFrom } from '../simulate-request.ts';
import { type WorldOptions, worldFor } from '../simulate-world.ts';

interface Options extends RequestOptions, WorldOptions {
  readonly json?: boolean;
}

const HELP = `
Examples:
  meshwright simulate --from bookinfo/productpage --to bookinfo/reviews --header 'end-user: jason'
  meshwright simulate --from istio-ingress/web --to bookinfo.example --port 443 --path /productpage
  meshwright simulate --from shop/front --to cart --manifests east=k8s/east west=k8s/west --inventory mesh.yaml

Exit status: 0 every request arrives or is answered, 1 one fails, 3 one cannot be judged.`;

/** Says what would happen to one request, from each cluster that the asker runs in. */
export const simulate: CliCommand = {
  register(program, run) {
    program
      .command('simulate')
      .description('say what would happen to a request')
      .requiredOption('--from <asker>', '<namespace>/<name> of a workload, Service or gateway; or a namespace alone')
      .requiredOption('--to <host>', 'the host that is asked for, or <namespace>/<name> of a Service')
      .option('--in <cluster>', 'the cluster to ask from (default: each that runs the asker)')
      .option('--port <number>', "default: the Service's only port", portFrom)
      .addOption(new Option('--protocol <name>', 'what is spoken').choices(['http', 'grpc', 'tcp', 'tls']))
      .option('--method <name>', 'default: GET')
      .option('--path <path>', 'default: /')
      .option('--header <header...>', "such as 'end-user: jason'")
      .option('--sni <name>', 'of a TLS connection that the application itself opens')
      .option('--address <address>', 'that it connects to, where routes ask for addresses')
      .option('--jwt <token>', '<issuer>/<subject> of a valid token')
      .option('--plaintext', 'the asker has no sidecar')
      .option('--at <rollout=stage...>', 'with rollouts at these stages (default: before their first)')
      .option('--mesh <name>', 'of a source with several meshes')
      .option('--manifests <cluster=folder...>', 'in folders of YAML instead of the source')
      .option('--inventory <file>', 'what the manifests do not say')
      .option('--json', 'print JSON')
      .addHelpText('after', HELP)
      .action((options: Options) => run((io) => ask(io, options), options));
  },
};

async function ask(io: Io, options: Options): Promise<ExitStatus> {
  const world = await worldFor(io, options);
  if (!world) return 1;
  const simulation = new Simulation(world);
  const answers = requestsFrom(world.facts, options).map((request) => ({
    request,
    outcome: simulation.run(request, { trace: true }),
  }));
  io.result(answers.map(({ request, outcome }) => renderOutcome(request, outcome, io.paint)).join('\n\n'), { answers });
  const verdicts = answers.map(({ outcome }) => outcome.verdict);
  if (verdicts.some((verdict) => verdict === 'fails' || verdict === 'partly')) return 1;
  return verdicts.includes('unjudged') ? 3 : 0;
}

function portFrom(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It must be a number from 1 to 65535.');
}
