import type { DestinationOutcome, TraceStep } from '../outcome.ts';
import type { JwtFacts } from '../request.ts';
import type { Aspect, Routed, RoutedDestination } from '../routed.ts';
import type { Views } from '../views.ts';
import { answerTo, lookedAtBy } from './destination/answer.ts';
import { makePlan } from './destination/make-plan.ts';
import type { AskedDestination } from './destination/plan.ts';
import { labelsKey } from './labels-key.ts';
import { traceOf } from './trace.ts';

export interface Reached {
  readonly outcome: DestinationOutcome;
  readonly unjudged: readonly string[];
  /** What of the request policies look at where it ends. */
  readonly looksAt: readonly Aspect[];
  /** Only where asked for. */
  readonly trace: readonly TraceStep[];
  /** Names in the handshakes with its endpoints, in their order. */
  readonly snis: readonly { readonly sni: string | undefined }[];
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
  const plan = view.rememberGround(keyOf(asked), () => makePlan(views, asked));
  const seen = destination.seen ?? routed.seen;
  const { endpoints, failure, unjudged } = answerTo(plan, { seen, jwt, protocol: routed.protocol });
  return {
    outcome: {
      host: plan.service?.host ?? host,
      port,
      subset,
      weight: destination.weight,
      destinationRule: plan.ruleObject,
      endpoints,
      failure,
      external: plan.external,
      sticky: plan.sticky,
    },
    unjudged,
    looksAt: lookedAtBy(plan),
    trace: trace ? traceOf(asked, plan, endpoints) : [],
    snis: plan.arrivals,
  };
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
  const unjudged = [`No istiod is known that serves the proxies of ${proxy.cluster}.`];
  return { outcome, unjudged, looksAt: [], trace: [], snis: [] };
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
