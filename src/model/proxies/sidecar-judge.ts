import {
  fields,
  isObject,
  type Judge,
  listOf,
  needs,
  notEmpty,
  oneOf,
  text,
  textThat,
  wholeNumber,
} from '../../policies/judging.ts';
import { policyOf } from '../../policies/settings.ts';

/** What is wrong with what authors say of sidecars' scopes. */

const port = fields({ number: wholeNumber(1, 65535), protocol: text, name: text }, needs('number', 'protocol'));
const capture = oneOf(['DEFAULT', 'IPTABLES', 'NONE']);

const host = textThat((value) =>
  /^[^/]+\/[^/]+$/.test(value) ? undefined : 'is not a namespace, a slash and a host: shop/*, ./*, */api.example',
);

const pool = (name: 'tcpConnectionPool' | 'httpConnectionPool'): Judge => {
  return (value, at) =>
    policyOf(name)
      .problems(value)
      .map((problem) => problem.replace(name, at));
};

const connectionPool = fields({ tcp: pool('tcpConnectionPool'), http: pool('httpConnectionPool') }, notEmpty);

const needsClients: Judge = (value, at) =>
  isObject(value) && value.mode === 'MUTUAL' && value.caCertificates === undefined
    ? [`${at} lacks caCertificates, by which MUTUAL knows its clients`]
    : [];

const tls = fields(
  { mode: oneOf(['SIMPLE', 'MUTUAL']), serverCertificate: text, privateKey: text, caCertificates: text },
  needs('mode', 'serverCertificate', 'privateKey'),
  needsClients,
);

export const sidecarScopeJudge = fields({
  egress: listOf(fields({ port, bind: text, captureMode: capture, hosts: listOf(host) })),
  alsoHosts: listOf(host),
  ingress: listOf(
    fields({ port, bind: text, captureMode: capture, defaultEndpoint: text, tls, connectionPool }, needs('port')),
  ),
  inboundConnectionPool: connectionPool,
  outboundTrafficPolicy: fields({ mode: oneOf(['REGISTRY_ONLY', 'ALLOW_ANY']) }, needs('mode')),
});
