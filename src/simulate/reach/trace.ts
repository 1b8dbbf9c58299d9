import { printRef, refOf } from '../objects.ts';
import type { EndpointOutcome, TraceStep } from '../outcome.ts';
import type { AskedDestination, Plan } from './destination/plan.ts';
import { rulesPassedOver } from './destination-rule/effective.ts';
import { printSetting } from './locality/place.ts';

/** How a destination's outcome came about, from the client's proxy to the server's. */
export function traceOf(
  asked: AskedDestination,
  plan: Plan,
  endpoints: readonly EndpointOutcome[],
): readonly TraceStep[] {
  const where = asked.proxy.kind === 'gateway' ? ('gateway' as const) : ('client' as const);
  const steps: TraceStep[] = [];
  if (!asked.passthrough && plan.service) steps.push({ where, ...ruleStep(asked, plan) });
  if (plan.failure) {
    const { reason, flag, object } = plan.failure;
    return [...steps, { where, what: `No endpoint is chosen (${flag})`, notes: [reason], ...(object && { object }) }];
  }
  if (plan.tls) steps.push({ where, what: tlsWords(endpoints), notes: [`${upper(plan.tls.because)}.`] });
  if (plan.locality?.failover || plan.locality?.setting?.distribute) {
    const notes = [`${upper(plan.locality.because)}.`];
    steps.push({ where, what: `Localities: ${printSetting(plan.locality.setting)}`, notes });
  }
  for (const [index, endpoint] of endpoints.entries())
    steps.push(...endpointSteps(endpoint, plan.arrivals[index]?.sni));
  return steps;
}

function ruleStep({ view, proxy, host, subset }: AskedDestination, { service, rule }: Plan): Omit<TraceStep, 'where'> {
  const passed = rulesPassedOver(view, proxy, service?.host ?? host, rule);
  const notes = passed.map(({ object, why }) => `${printRef(object)} is not in force: ${why}.`);
  if (!rule.rule) return { what: `No DestinationRule for ${service?.host ?? host}`, notes };
  const object = refOf(rule.rule.manifest);
  const others = rule.rule.from.slice(1).map((manifest) => `${printRef(refOf(manifest))} is merged into it.`);
  const place = rule.foundIn === undefined ? '' : `, found in the ${PLACES[rule.foundIn]} namespace`;
  const part = subset === undefined ? '' : `, subset ${subset}`;
  return { what: `${printRef(object)}${part}${place}`, notes: [...others, ...notes], object };
}

const PLACES = { client: "client's", service: "service's", root: 'root' } as const;

function tlsWords(endpoints: readonly EndpointOutcome[]): string {
  const kinds = [...new Set(endpoints.map(({ tls }) => tls))];
  return `On the wire: ${kinds.map((kind) => WIRES[kind]).join(', ')}`;
}

const WIRES = {
  mutual: 'mutual TLS of the mesh',
  tls: "TLS of the DestinationRule's",
  application: "the application's own TLS",
  plaintext: 'plaintext',
} as const;

function endpointSteps(endpoint: EndpointOutcome, sni: string | undefined): readonly TraceStep[] {
  const { cluster, workload, via, share, priority, server, access, failure } = endpoint;
  const name = workload ? `${workload.namespace}/${workload.name}` : 'the endpoint';
  const part = share > 0 ? percent(share) : `priority ${priority}, unused while others are healthy`;
  const steps: TraceStep[] = [];
  const refusedOnWay = failure?.by === 'network gateway';
  if (via !== 'direct') {
    const notes = refusedOnWay ? [failure.reason] : sni ? [`It goes by the SNI ${sni}.`] : [];
    const what = `East-west gateway of ${via.networkGateway}${refusedOnWay ? ` refuses (${failure.flag})` : ''}`;
    steps.push({
      where: 'network gateway',
      what,
      notes,
      ...(refusedOnWay && failure.object && { object: failure.object }),
    });
  }
  if (refusedOnWay) return steps;
  const notes: string[] = [];
  if (server)
    notes.push(
      server.by
        ? `${printRef(server.by)} sets mutual TLS to ${server.mode}.`
        : `No PeerAuthentication applies, so mutual TLS is ${server.mode}.`,
    );
  if (access?.by)
    notes.push(
      `${printRef(access.by)} decides${access.by.rule === undefined ? '' : ` by rules[${access.by.rule}]`}: ${access.decision}.`,
    );
  else if (access?.decision === 'allow') notes.push('No ALLOW policy applies, so everybody is let in.');
  if (failure) notes.push(failure.reason);
  const what = `${name} in ${cluster} (${part})${failure ? ` fails (${failure.flag})` : ''}`;
  const object = failure?.object;
  return [...steps, { where: 'server', what, notes, ...(object && { object }) }];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function upper(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
