import { domainNameProblem } from '../../../istio/domain-names.ts';
import { isIpAddress } from '../../../istio/ip.ts';
import { isSet, itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';
import { validateClientTls } from './client-tls.ts';
import { validateConnectionPool } from './connection-pool.ts';
import { validateLoadBalancer } from './load-balancer.ts';
import { validateOutlierDetection } from './outlier-detection.ts';

const ofPort = ['loadBalancer', 'connectionPool', 'outlierDetection', 'tls'];
const own = [...ofPort, 'tunnel', 'proxyProtocol', 'retryBudget'];

export function validateTrafficPolicy(policy: Message, namespace: string, at: Cursor): void {
  const ports = listOf(policy.portLevelSettings);
  if (ports.length === 0 && !own.some((field) => isSet(policy[field]))) {
    at.error('the traffic policy is empty', 'Set something in it, or leave it out.');
    return;
  }
  const tunnel = messageOf(policy.tunnel);
  if (tunnel && isSet(policy.proxyProtocol)) {
    at.error('tunnel and proxyProtocol exclude each other');
    return;
  }
  validateSettings(policy, namespace, at);
  if (tunnel) validateTunnel(tunnel, at.at('tunnel'));
  ports.forEach((item, index) => {
    validatePortPolicy(itemOf(item), namespace, at.at('portLevelSettings').at(index));
  });
}

/** What a policy says for all ports and may say again for one. */
function validateSettings(policy: Message, namespace: string, at: Cursor): void {
  const outlier = messageOf(policy.outlierDetection);
  const pool = messageOf(policy.connectionPool);
  const balancer = messageOf(policy.loadBalancer);
  const tls = messageOf(policy.tls);
  if (outlier) validateOutlierDetection(outlier, at.at('outlierDetection'));
  if (pool) validateConnectionPool(pool, at.at('connectionPool'));
  if (balancer) validateLoadBalancer(balancer, outlier !== undefined, at.at('loadBalancer'));
  if (tls) validateClientTls(tls, namespace, at.at('tls'));
}

function validatePortPolicy(policy: Message, namespace: string, at: Cursor): void {
  if (!isSet(policy.port)) at.at('port').error('the policy of a port needs the number of the port');
  if (!ofPort.some((field) => isSet(policy[field]))) {
    at.error('the policy of the port is empty', 'Set something in it, or leave it out.');
    return;
  }
  // As for subsets, Istio loses the warnings.
  validateSettings(policy, namespace, at.errorsOnly());
}

function validateTunnel(tunnel: Message, at: Cursor): void {
  const protocol = textOf(tunnel.protocol);
  if (protocol !== '' && protocol !== 'CONNECT' && protocol !== 'POST') {
    at.at('protocol').error(`tunnels go by CONNECT or POST, not by ${protocol}`);
  }
  const host = textOf(tunnel.targetHost);
  if (domainNameProblem(host) !== undefined && !isIpAddress(host)) {
    at.at('targetHost').error(`the target host ${JSON.stringify(host)} is neither a domain name nor an IP address`);
  }
  const port = numberOf(tunnel.targetPort);
  if (!isPort(port)) at.at('targetPort').error(`the target port is a number between 1 and 65535, not ${port}`);
}
