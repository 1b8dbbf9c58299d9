import { isProbeHeaderName } from '../../istio/header-names.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../istio/message.ts';
import { isPort } from '../../istio/ports.ts';
import { Cursor } from './cursor.ts';
import { validateLabels } from './pod-labels.ts';
import type { Problems } from './problem.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/workload-group/ */
export function validateWorkloadGroup(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  if (!messageOf(spec.template)) {
    at.at('template').error('a template is needed', 'An empty one will do: template: {}');
    return;
  }
  validateLabels(itemOf(spec.metadata).labels, at.at('metadata').at('labels'));
  const probe = messageOf(spec.probe);
  if (probe) validateProbe(probe, at.at('probe'));
}

const counts = ['periodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'];

function validateProbe(probe: Message, at: Cursor): void {
  for (const field of counts) if (numberOf(probe[field]) < 0) at.at(field).error(`${field} must not be negative`);
  const http = messageOf(probe.httpGet);
  const tcp = messageOf(probe.tcpSocket);
  const exec = messageOf(probe.exec);
  if (http) validateHttp(http, at.at('httpGet'));
  if (tcp) validatePort(tcp, at.at('tcpSocket'));
  if (exec && listOf(exec.command).length === 0) at.at('exec').at('command').error('the probe has no command to run');
  if (http || tcp || exec) return;
  // The CRD has it, and so have the proxies, but the webhook was never taught.
  const found = messageOf(probe.grpc) ? "Istio's webhook does not know grpc probes" : 'the probe says not how to ask';
  at.error(found, 'Use httpGet, tcpSocket or exec.');
}

function validateHttp(http: Message, at: Cursor): void {
  validatePort(http, at);
  const scheme = textOf(http.scheme);
  if (scheme !== '' && scheme !== 'HTTP' && scheme !== 'HTTPS') {
    at.at('scheme').error(`the scheme is HTTP or HTTPS (in capitals), not ${scheme}`);
  }
  listOf(http.httpHeaders).forEach((item, index) => {
    const name = textOf(itemOf(item).name);
    if (isProbeHeaderName(name)) return;
    const message = `${JSON.stringify(name)} is not a header for a probe`;
    at.at('httpHeaders').at(index).at('name').error(message, 'Use letters, digits and hyphens.');
  });
}

function validatePort({ port }: Message, at: Cursor): void {
  if (isPort(numberOf(port))) return;
  at.at('port').error(`a port is a number between 1 and 65535, not ${numberOf(port)}`);
}
