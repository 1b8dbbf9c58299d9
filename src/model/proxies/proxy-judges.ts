import { parseDuration } from '../../istio/duration.ts';
import {
  atMostOne,
  duration,
  exactlyOne,
  fields,
  flag,
  isObject,
  type Judge,
  listOf,
  mapOf,
  needs,
  notEmpty,
  numberFrom,
  oneOf,
  shown,
  text,
  wholeNumber,
} from '../../policies/judging.ts';

/** What is wrong with what authors say of proxies. */

const MODE = oneOf(['CLIENT', 'SERVER', 'CLIENT_AND_SERVER']);
const anyName: Judge = () => [];
const anyText: Judge = (value, at) => (typeof value === 'string' ? [] : [`${at} must be a text, not ${shown(value)}`]);
const providers = listOf(text);
/** One of them, or a list. */
const oneOrMore =
  (judge: Judge): Judge =>
  (value, at) =>
    Array.isArray(value) ? listOf(judge)(value, at) : judge(value, at);

const METRICS = [
  'ALL_METRICS',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_OPENED_CONNECTIONS',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_SENT_BYTES',
  'TCP_RECEIVED_BYTES',
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
];

const accessLogging = fields({ providers, mode: MODE, filter: text, disabled: flag }, notEmpty);

const metric: Judge = (value, at) =>
  isObject(value) ? fields({ custom: text }, needs('custom'))(value, at) : oneOf(METRICS)(value, at);

const override = fields(
  {
    metric,
    mode: MODE,
    disabled: flag,
    tagOverrides: mapOf(
      anyName,
      fields({ value: text, operation: oneOf(['REMOVE']) }, exactlyOne('value', 'operation')),
    ),
  },
  notEmpty,
);

const metrics = fields({ providers, overrides: listOf(override), reportingInterval: duration }, notEmpty);

const tag = fields(
  { literal: text, environment: text, header: text, formatter: text, defaultValue: anyText },
  exactlyOne('literal', 'environment', 'header', 'formatter'),
  atMostOne('defaultValue', 'literal'),
  atMostOne('defaultValue', 'formatter'),
);

const tracing = fields(
  {
    providers,
    mode: MODE,
    randomSamplingPercentage: numberFrom(0, 100),
    disableSpanReporting: flag,
    disableContextPropagation: flag,
    enableIstioTags: flag,
    useRequestIdForTraceSampling: flag,
    customTags: mapOf(anyName, tag),
  },
  notEmpty,
);

export const telemetryJudge = fields(
  { accessLogging: oneOrMore(accessLogging), metrics: oneOrMore(metrics), tracing: oneOrMore(tracing) },
  notEmpty,
);

export const proxyConfigJudge = fields(
  {
    concurrency: wholeNumber(0),
    environmentVariables: mapOf(anyName, anyText),
    image: oneOf(['default', 'debug', 'distroless']),
  },
  notEmpty,
);

const PORT = wholeNumber(1, 65535);
const env: Judge = (value, at) =>
  typeof value === 'string' ? [] : fields({ from: oneOf(['HOST']) }, needs('from'))(value, at);

export const wasmPluginJudge = fields(
  {
    url: text,
    sha256: text,
    imagePullPolicy: oneOf(['IfNotPresent', 'Always']),
    imagePullSecret: text,
    pluginName: text,
    pluginConfig: (value, at) => (isObject(value) ? [] : [`${at} must be an object, not ${shown(value)}`]),
    phase: oneOf(['AUTHN', 'AUTHZ', 'STATS']),
    priority: wholeNumber(-2_147_483_648),
    failStrategy: oneOf(['FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD']),
    type: oneOf(['HTTP', 'NETWORK']),
    match: listOf(fields({ mode: MODE, ports: listOf(PORT) }, notEmpty)),
    env: mapOf(anyName, env),
  },
  needs('url'),
);

export const rateLimitJudge = fields(
  {
    requests: wholeNumber(1),
    per: duration,
    burst: wholeNumber(1),
    status: wholeNumber(400, 599),
    enforced: wholeNumber(0, 100),
    responseHeaders: mapOf(anyName, anyText),
  },
  needs('requests', 'per'),
  (value, at) => {
    if (!isObject(value)) return [];
    const { requests, per, burst } = value as { requests: number; per: string; burst?: number };
    return [
      ...((parseDuration(per) ?? 0) < 50 ? [`${at}.per '${per}' is less than 50ms, which proxies do not count`] : []),
      ...(burst !== undefined && burst < requests ? [`${at}.burst ${burst} is below the requests, ${requests}`] : []),
    ];
  },
);
