import type { DestinationOutcome, EndpointOutcome, Failure, TraceStep } from '../outcome.ts';
import type { JwtFacts } from '../request.ts';
import type { Routed, RoutedDestination, SeenRequest } from '../routed.ts';
import type { Views } from '../views.ts';
import { judgeAccess } from './access/judge.ts';
import type { Arrival } from './destination/arrive.ts';
import { makePlan } from './destination/make-plan.ts';
import type { AskedDestination, Plan } from './destination/plan.ts';
import { labelsKey } from './labels-key.ts';
import { traceOf } from './trace.ts';

export interface Reached {
  readonly outcome: DestinationOutcome;
  readonly unjudged: readonly string[];
  /** Only where asked for. */
  readonly trace: readonly TraceStep[];
}

/** What becomes of the share of a request that goes to one destination. */
export function reach(
  views: Views,
  routed: Routed,
  destination: RoutedDestination,
  jwt: JwtFacts | undefined,
  trace: boolean,
): Reached {
  const { proxy } = routed;
  const view = views.of(proxy.cluster);
  if (!view) return lost(routed, destination);
  const { host, service, port, subset, passthrough } = destination;
  const asked: AskedDestination = {
    view,
    proxy,
    host,
    service,
    port,
    subset,
    passthrough: passthrough || proxy.kind === 'none',
    protocol: routed.protocol,
    applicationTls: routed.applicationTls,
  };
  const plan = view.remember(keyOf(asked), () => makePlan(views, asked));
  const seen = destination.seen ?? routed.seen;
  const ends = plan.arrivals.map((arrival) => arrive(arrival, { seen, jwt, protocol: routed.protocol }));
  const endpoints = ends.map(({ outcome }) => outcome);
  return {
    outcome: {
      host: plan.service?.host ?? host,
      port,
      subset,
      weight: destination.weight,
      destinationRule: plan.ruleObject,
      endpoints,
      failure: plan.failure ?? commonFailure(endpoints),
      external: plan.external,
      sticky: plan.sticky,
    },
    unjudged: unjudgedOf(plan, ends),
    trace: trace ? traceOf(asked, plan, endpoints) : [],
  };
}

interface Ended {
  readonly outcome: EndpointOutcome;
  readonly unjudged: readonly string[];
}

interface Asking {
  readonly seen: SeenRequest;
  readonly jwt: JwtFacts | undefined;
  readonly protocol: 'http' | 'tcp';
}

function arrive({ outcome, server, connection, unjudged }: Arrival, asking: Asking): Ended {
  if (!connection || !server.view || !server.workload) return { outcome, unjudged };
  const verdict = judgeAccess(server.view, server.workload, { ...asking, ...connection });
  const judged = verdict.unjudged.length === 0 ? unjudged : [...unjudged, ...verdict.unjudged];
  return { outcome: { ...outcome, access: verdict.access, failure: verdict.failure }, unjudged: judged };
}

/** Sentences about endpoints that get requests; of others only where there are none. */
function unjudgedOf(plan: Plan, ends: readonly Ended[]): readonly string[] {
  const said = new Set(plan.unjudged);
  for (const { outcome, unjudged } of ends) if (outcome.share > 0) for (const sentence of unjudged) said.add(sentence);
  return said.size === 0 ? NOTHING : [...said];
}

const NOTHING: readonly string[] = [];

/** Where every endpoint that gets requests fails, the whole destination does. */
function commonFailure(endpoints: readonly EndpointOutcome[]): Failure | undefined {
  const used = endpoints.filter(({ share }) => share > 0);
  return used.length > 0 && used.every(({ failure }) => failure !== undefined) ? used[0]?.failure : undefined;
}

function lost({ proxy }: Routed, { host, port, subset, weight }: RoutedDestination): Reached {
  const outcome: DestinationOutcome = {
    host,
    port,
    subset,
    weight,
    destinationRule: undefined,
    endpoints: [],
    failure: undefined,
    external: false,
    sticky: undefined,
  };
  return { outcome, unjudged: [`No istiod is known that serves the proxies of ${proxy.cluster}.`], trace: [] };
}

function keyOf({
  proxy,
  host,
  service,
  port,
  subset,
  passthrough,
  protocol,
  applicationTls,
}: AskedDestination): string {
  const client = `${proxy.kind} ${proxy.cluster} ${proxy.network} ${proxy.namespace} ${proxy.serviceAccount} ${proxy.region} ${proxy.zone}`;
  const asked = `${service?.namespace} ${host} ${port} ${subset} ${passthrough} ${protocol} ${applicationTls}`;
  return `reach: plan ${client} ${asked} ${labelsKey(proxy.labels)}`;
}
