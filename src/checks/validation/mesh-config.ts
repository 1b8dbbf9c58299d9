import { domainNameProblem, isHostLabel, wildcardDomainProblem } from '../../istio/domain-names.ts';
import { parseDuration } from '../../istio/duration.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { isSet, itemOf, listOf, type Message, mapOf, messageOf, numberOf, textOf } from '../../istio/message.ts';
import { isPort } from '../../istio/ports.ts';
import type { Cursor } from './cursor.ts';
import { validateConnectionPool } from './destination-rule/connection-pool.ts';
import { validateLocalityBalancing, validateZoneAwareBalancing } from './destination-rule/locality.ts';
import { validateOutlierDetection } from './destination-rule/outlier-detection.ts';
import { validateDuration } from './durations.ts';

/**
 * Rules for what a mesh's MeshConfig sets; what it leaves out, Istio fills with defaults that pass. Settings of single
 * extension providers, of private keys and of connections of the proxies are not looked at.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export function validateMeshConfig(value: unknown, at: Cursor): void {
  const mesh = itemOf(value);
  validateTimeouts(mesh, at);
  validatePort(mesh, 'proxyListenPort', at);
  validateTrustDomains(mesh, at);
  listOf(mesh.serviceSettings).forEach((setting, index) => {
    listOf(itemOf(setting).hosts).forEach((host, i) => {
      const problem = wildcardDomainProblem(textOf(host));
      const here = at.at('serviceSettings').at(index).at('hosts').at(i);
      if (problem !== undefined) here.error(`${JSON.stringify(host)} is not a host: ${problem}`);
    });
  });
  const locality = messageOf(mesh.localityLbSetting);
  const zoneAware = messageOf(mesh.zoneAwareLbSetting);
  // Outlier detection is each DestinationRule's affair.
  if (locality) validateLocalityBalancing(locality, true, at.at('localityLbSetting'));
  if (zoneAware) validateZoneAwareBalancing(zoneAware, true, at.at('zoneAwareLbSetting'));
  validateTls(mesh, at);
  validateDefaultPolicy(itemOf(mesh.defaultTrafficPolicy), at.at('defaultTrafficPolicy'));
  validateProxies(itemOf(mesh.defaultConfig), at.at('defaultConfig'));
}

const hour = 3_600_000;

function validateTimeouts(mesh: Message, at: Cursor): void {
  validateDuration(mesh, 'connectTimeout', at);
  if ((parseDuration(textOf(mesh.connectTimeout)) ?? 0) > hour) {
    at.at('connectTimeout').error(`connectTimeout is at most 1h, not ${textOf(mesh.connectTimeout)}`);
  }
  const detection = parseDuration(textOf(mesh.protocolDetectionTimeout));
  if (detection !== undefined && !Number.isInteger(detection)) {
    at.at('protocolDetectionTimeout').error('protocolDetectionTimeout is finer than a millisecond');
  }
}

function validateTrustDomains(mesh: Message, at: Cursor): void {
  const refuse = (domain: unknown, here: Cursor) => {
    const labels = textOf(domain).split('.');
    if (labels.length > 1 && labels.at(-1) === '') labels.pop();
    if (!labels.every(isHostLabel)) here.error(`${JSON.stringify(domain)} is not the name of a trust domain`);
  };
  if (isSet(mesh.trustDomain)) refuse(mesh.trustDomain, at.at('trustDomain'));
  listOf(mesh.trustDomainAliases).forEach((alias, index) => {
    refuse(alias, at.at('trustDomainAliases').at(index));
  });
}

const curves: ReadonlySet<string> = new Set([
  ...['', 'P-224', 'P-256', 'P-384', 'P-521'],
  ...['X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768'],
]);

function validateTls(mesh: Message, at: Cursor): void {
  if (listOf(itemOf(mesh.meshMTLS).ecdhCurves).length > 0) {
    const message = 'the curves of mutual TLS inside the mesh cannot be chosen';
    at.at('meshMTLS').at('ecdhCurves').error(message, 'tlsDefaults.ecdhCurves is for all other TLS.');
  }
  const chosen = listOf(itemOf(mesh.tlsDefaults).ecdhCurves).map(textOf);
  chosen.forEach((curve, index) => {
    const here = at.at('tlsDefaults').at('ecdhCurves').at(index);
    if (!curves.has(curve)) here.warn(`Istio does not know the curve ${curve}`);
    else if (chosen.indexOf(curve) < index) here.warn(`the curve ${JSON.stringify(curve)} is there twice`);
  });
}

function validateDefaultPolicy(policy: Message, at: Cursor): void {
  const pool = messageOf(policy.connectionPool);
  const outlier = messageOf(policy.outlierDetection);
  if (pool) {
    // Unlike that of a DestinationRule, this pool may have a keepalive of HTTP/2 without its parts.
    const http = messageOf(pool.http) && { ...itemOf(pool.http), http2KeepAlive: undefined };
    validateConnectionPool({ ...pool, http }, at.at('connectionPool'));
  }
  if (outlier) validateOutlierDetection(outlier, at.at('outlierDetection').errorsOnly());
}

/** Defaults of all proxies. */
function validateProxies(config: Message, at: Cursor): void {
  validateDuration(config, 'drainDuration', at);
  if (((parseDuration(textOf(config.drainDuration)) ?? 0) / 1000) % 1 !== 0) {
    at.at('drainDuration').error('drainDuration is finer than a second');
  }
  validateAddress(config, 'discoveryAddress', at);
  validateAddress(config, 'statsdUdpAddress', at);
  validateAddress(itemOf(config.envoyMetricsService), 'address', at.at('envoyMetricsService'));
  validateAddress(itemOf(config.envoyAccessLogService), 'address', at.at('envoyAccessLogService'));
  for (const tracer of ['zipkin', 'datadog']) {
    validateAddress(itemOf(itemOf(config.tracing)[tracer]), 'address', at.at('tracing').at(tracer));
  }
  validatePort(config, 'proxyAdminPort', at);
  validatePort(config, 'statusPort', at);
  if (isSet(mapOf(config.proxyMetadata).ISTIO_META_DNS_AUTO_ALLOCATE)) {
    const message = 'ISTIO_META_DNS_AUTO_ALLOCATE is deprecated; istiod allocates addresses itself';
    at.at('proxyMetadata').at('ISTIO_META_DNS_AUTO_ALLOCATE').warn(message, 'Remove it.');
  }
}

function validatePort(message: Message, field: string, at: Cursor): void {
  if (isSet(message[field]) && !isPort(numberOf(message[field]))) {
    at.at(field).error(`a port is a number between 1 and 65535, not ${numberOf(message[field])}`);
  }
}

/** `host:port`; `$(HOST_IP)` stands for the address of the node. */
function validateAddress(message: Message, field: string, at: Cursor): void {
  const address = textOf(message[field]).replace('$(HOST_IP)', '127.0.0.1');
  if (address === '') return;
  const [, bracketed, plain, port = ''] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):(\d+)$/.exec(address) ?? [];
  const host = bracketed ?? plain ?? '';
  const isHost = domainNameProblem(host) === undefined || isIpAddress(host);
  if (!isHost || !isPort(Number(port))) at.at(field).error(`${JSON.stringify(address)} is not a host and a port`);
}
