import { selects } from '../../istio/labels.ts';
import type { ConfigView } from '../config-view.ts';
import { namespaceOf, specOf } from '../objects.ts';
import { judgeAccess } from '../reach/index.ts';
import type { ClientProxy, Routed } from '../routed.ts';
import { fields, textMap } from '../shape.ts';
import type { GatewayServer } from './gateway-servers.ts';
import { failed, seenAsSent, type Way } from './result.ts';

/** What the policies for a gateway's own pods say to somebody outside: a refusal, or the way on. */
export function admit(view: ConfigView, way: Way, server: GatewayServer): { refused: Routed } | { on: Way } {
  const { proxy, asked } = way;
  const { namespace, labels, trustDomain } = proxy;
  const cluster = view.facts.clusters.find(({ name }) => name === proxy.cluster);
  const workload = { namespace, labels, trustDomain, trustDomainAliases: cluster?.trustDomainAliases ?? [] };
  const verdict = judgeAccess(view, workload, {
    identity: server.tls?.mode === 'ISTIO_MUTUAL' ? way.identity : undefined,
    protocol: asked.http ? 'http' : 'tcp',
    port: typeof server.listens === 'number' ? server.listens : undefined,
    seen: seenAsSent(asked),
    sni: asked.sni,
    jwt: asked.jwt,
  });
  const unjudged = verdict.unjudged.length === 0 ? way.unjudged : [...way.unjudged, ...verdict.unjudged];
  if (verdict.failure) {
    return { refused: failed({ ...way, unjudged }, { ...verdict.failure, by: 'gateway' }) };
  }
  if (asked.jwt === undefined) return { on: unjudged === way.unjudged ? way : { ...way, unjudged } };
  const read = readsTokens(view, proxy) ? asked : { ...asked, jwt: undefined };
  return { on: { ...way, unjudged, asked: read, jwt: verdict.tokenForwarded ? asked.jwt : undefined } };
}

/** Whether some RequestAuthentication makes the gateway look at tokens: only then routes can ask for claims. */
function readsTokens(view: ConfigView, { namespace, labels }: ClientProxy): boolean {
  return view.objects('RequestAuthentication').some((one) => {
    const own = namespaceOf(one);
    if (own !== namespace && own !== view.facts.rootNamespace) return false;
    const selector = textMap(fields(specOf(one).selector).matchLabels);
    return selector === undefined || selects(selector, labels);
  });
}
