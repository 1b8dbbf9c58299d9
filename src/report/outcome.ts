import type {
  DestinationOutcome,
  EndpointOutcome,
  Failure,
  ObjectRef,
  Outcome,
  TraceStep,
} from '../simulate/outcome.ts';
import type { SimulatedRequest } from '../simulate/request.ts';
import type { Paint } from './paint.ts';
import { duration } from './table.ts';

/** What would happen to a request, for somebody on call: the answer first, then who gets it, then how it came about. */
export function renderOutcome(request: SimulatedRequest, outcome: Outcome, paint: Paint): string {
  const parts = [
    `${paint.bold(askedFor(request))}\n${askedBy(request)}`,
    verdictLine(outcome, paint),
    destinations(outcome, paint),
    settings(outcome),
    outcome.unjudged.map((sentence) => `${paint.yellow('not judged')}  ${sentence}`).join('\n'),
    trace(outcome.trace, paint),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function askedFor({ to, port, protocol = 'http', method = 'GET', path = '/', headers = {} }: SimulatedRequest): string {
  const where = port === undefined ? to : `${to}:${port}`;
  if (protocol === 'tcp' || protocol === 'tls') return `${protocol} ${where}`;
  const said = Object.entries(headers).map(([name, value]) => `\n  ${name}: ${value}`);
  return `${method} ${where}${path}${said.join('')}`;
}

function askedBy({ from }: SimulatedRequest): string {
  if (from.kind === 'ingress') {
    const labels = Object.entries(from.labels).map(([key, value]) => `${key}=${value}`);
    return `from outside, through the gateway ${from.namespace}/${labels.join(',')} in ${from.cluster}`;
  }
  const { namespace, serviceAccount = 'default', cluster, proxy } = from;
  return `from ${namespace}/${serviceAccount} in ${cluster}${proxy === 'none' ? ', without a sidecar' : ''}`;
}

function verdictLine({ verdict, failure, answer, route, destinations }: Outcome, paint: Paint): string {
  const by = route ? ` by ${refName(route.object)}, ${route.list} route ${routeName(route)}` : '';
  if (verdict === 'answered' && answer) {
    const where = answer.location === undefined ? '' : ` to ${answer.location}`;
    return `${paint.cyan('ANSWERED')}  ${answer.kind} ${answer.status}${where}${by}`;
  }
  const said = failure ?? destinations.find((one) => one.failure)?.failure;
  switch (verdict) {
    case 'reaches':
      return `${paint.green('REACHES')}  all of it arrives${by}`;
    case 'unjudged':
      return `${paint.yellow('NOT JUDGED')}  what it depends on is not known or not modelled${by}`;
    default: {
      const word = verdict === 'partly' ? paint.yellow('PARTLY FAILS') : paint.red('FAILS');
      return `${word}  ${said ? failureText(said) : 'nothing arrives'}${by}`;
    }
  }
}

/** `503 UH: No endpoint …` */
function failureText({ flag, status, reason, by }: Failure): string {
  return `${status === undefined ? '' : `${status} `}${flag} at the ${by}: ${reason}`;
}

function routeName({ index, name, match }: NonNullable<Outcome['route']>): string {
  const which = name === undefined ? `${index}` : `${index} '${name}'`;
  return match === undefined ? which : `${which}, match ${match}`;
}

function destinations(outcome: Outcome, paint: Paint): string {
  const lines = outcome.destinations.flatMap((one) => destination(one, '', paint));
  const copies = outcome.mirrors.flatMap((one) => destination(one, 'copied ', paint));
  return [...lines, ...copies].join('\n');
}

function destination(one: DestinationOutcome, copied: string, paint: Paint): string[] {
  const subset = one.subset === undefined ? '' : ` subset ${one.subset}`;
  const rule = one.destinationRule ? paint.dim(`  (${refName(one.destinationRule)})`) : '';
  const sticky = one.sticky === undefined ? '' : paint.dim(`  (${one.sticky})`);
  const head = `${percent(one.weight).padStart(7)}  ${copied}${one.host}:${one.port}${subset}${rule}${sticky}`;
  const outside = one.external ? [`${INDENT}leaves the mesh; what is there is not judged`] : [];
  const used = one.endpoints.filter((endpoint) => endpoint.share > 0);
  const failed = one.failure && used.length === 0 ? [`${INDENT}${paint.red('✗')} ${failureText(one.failure)}`] : [];
  const spare = one.endpoints.length - used.length;
  const more = spare > 0 ? [`${INDENT}${paint.dim(`and ${spare} more to fall back on`)}`] : [];
  return [head, ...failed, ...outside, ...groups(used, paint), ...more];
}

const INDENT = '         ';

/** Endpoints that are reached, or fail, in the same way share the line that says how. */
function groups(used: readonly EndpointOutcome[], paint: Paint): string[] {
  const byWay = new Map<string, EndpointOutcome[]>();
  for (const endpoint of used) {
    const way = endpoint.failure ? failureText(endpoint.failure) : `${wire(endpoint)}${access(endpoint)}`;
    byWay.set(way, [...(byWay.get(way) ?? []), endpoint]);
  }
  return [...byWay].flatMap(([way, endpoints]) => {
    const mark = endpoints[0]?.failure ? paint.red('✗') : paint.green('→');
    const lines = endpoints.flatMap((endpoint) => [
      `${INDENT}${mark} ${percent(endpoint.share).padStart(6)}  ${place(endpoint)}`,
      ...(endpoint.onward?.destinations ?? []).map(
        (next) => `${INDENT}          and from there to ${next.host}:${next.port}`,
      ),
    ]);
    return [...lines, `${INDENT}  ${endpoints[0]?.failure ? paint.red(way) : paint.dim(way)}`];
  });
}

function place({ workload, cluster, via }: EndpointOutcome): string {
  const name = workload ? `${workload.namespace}/${workload.name}` : 'an address of the ServiceEntry';
  const way = via === 'direct' ? '' : ` through the east-west gateway of ${via.networkGateway}`;
  return `${name} in ${cluster}${way}`;
}

function wire({ tls, identity, server }: EndpointOutcome): string {
  const words = {
    mutual: `mutual TLS${identity === undefined ? '' : ` as ${identity}`}`,
    tls: 'TLS',
    application: "the application's own TLS",
    plaintext: 'plaintext',
  };
  return `${words[tls]}${server ? `, server is ${server.mode}` : ''}`;
}

function access({ access: said }: EndpointOutcome): string {
  if (!said) return '';
  if (!said.by) return said.decision === 'allow' ? ', no policy' : ', denied: no ALLOW policy matches';
  const rule = said.by.rule === undefined ? '' : ` rule ${said.by.rule}`;
  return `, ${said.decision === 'allow' ? 'allowed' : 'denied'} by ${refName(said.by)}${rule}`;
}

function settings({ verdict, timeout, retries, fault, rewritten }: Outcome): string {
  if (verdict === 'answered' || verdict === 'fails') return '';
  const lines = [`timeout  ${timeout === undefined ? 'none' : exactly(timeout)}`];
  if (retries) {
    const each = retries.perTryTimeout === undefined ? '' : `, each for at most ${exactly(retries.perTryTimeout)}`;
    lines.push(`retries  ${retries.attempts} on ${retries.on}${each}${retries.byDefault ? " (Istio's default)" : ''}`);
  }
  if (fault?.delay) lines.push(`fault    ${percent(fault.delay.share)} wait ${exactly(fault.delay.milliseconds)}`);
  if (fault?.abort) lines.push(`fault    ${percent(fault.abort.share)} get ${fault.abort.status}`);
  if (rewritten?.path !== undefined) lines.push(`path     becomes ${rewritten.path}`);
  if (rewritten?.authority !== undefined) lines.push(`host     becomes ${rewritten.authority}`);
  return lines.join('\n');
}

/** Steps of several endpoints that tell the same are told once. */
function trace(steps: readonly TraceStep[], paint: Paint): string {
  const lines = steps.map(({ where, what, notes }) =>
    [`${paint.dim(where.padEnd(15))} ${what}`, ...notes.map(note)].join('\n'),
  );
  return [...new Set(lines)].join('\n');
}

function note(text: string): string {
  return `                - ${text}`;
}

function refName({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}

/** `95 %`, `33.3 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function exactly(milliseconds: number): string {
  return milliseconds < 1000 || milliseconds % 1000 !== 0 ? `${milliseconds}ms` : duration(milliseconds);
}
