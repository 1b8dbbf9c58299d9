import { isIpAddress } from '../../istio/ip.ts';
import { isDnsSubdomain } from '../../istio/names.ts';
import {
  exactlyOne,
  fields,
  type Judge,
  listOf,
  mapOf,
  needs,
  oneOf,
  shown,
  text,
  textThat,
  wholeNumber,
} from '../../policies/judging.ts';
import { Network } from '../topology/network.ts';
import type { Service } from '../topology/service.ts';

const PORT = wholeNumber(1, 65535);
const anything: Judge = () => [];
const anyText: Judge = (value, at) => (typeof value === 'string' ? [] : [`${at} must be a text, not ${shown(value)}`]);
const texts = mapOf(anything, anyText);

const httpGet = fields(
  { path: text, port: PORT, host: text, scheme: oneOf(['HTTP', 'HTTPS']), headers: texts },
  needs('port'),
);

const probe = fields(
  {
    initialDelaySeconds: wholeNumber(0),
    timeoutSeconds: wholeNumber(0),
    periodSeconds: wholeNumber(0),
    successThreshold: wholeNumber(0),
    failureThreshold: wholeNumber(0),
    httpGet,
    tcpSocket: fields({ port: PORT, host: text }, needs('port')),
    exec: listOf(text),
  },
  exactlyOne('httpGet', 'tcpSocket', 'exec'),
);

/** What is wrong with what authors say of a service's machines. */
export function vmWorkloadsJudge(service: Service<string, string>): Judge {
  const names = Object.keys(service.props.ports);
  const ports = mapOf((name, at) => oneOf(names)(name, `${at}: the port`), PORT);
  const network: Judge = (value, at) =>
    value instanceof Network ? [] : [`${at} must be a Network, not ${shown(value)}`];
  const machine = fields(
    {
      name: textThat((name) => (isDnsSubdomain(name) ? undefined : 'is no name of a Kubernetes object')),
      address: textThat((address) => (isIpAddress(address) ? undefined : 'is not an IP address')),
      ports,
      labels: texts,
      locality: text,
      weight: wholeNumber(1),
    },
    needs('name', 'address'),
  );
  return fields(
    {
      in: anything,
      version: oneOf([...service.versions]),
      ports,
      locality: text,
      network,
      weight: wholeNumber(1),
      labels: texts,
      annotations: texts,
      probe,
      machines: listOf(machine),
    },
    needs('in', ...(service.versions.length > 0 ? ['version'] : [])),
  );
}
