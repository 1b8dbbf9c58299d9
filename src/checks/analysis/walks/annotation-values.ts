import { parse } from 'yaml';
import { isIpOrSubnet } from '../../../istio/ip.ts';
import { messageOf } from '../../../istio/message.ts';

type Rule = (value: string) => string | undefined;

const number: Rule = (value) =>
  /^\d+$/.test(value) && Number(value) <= 0xffff_ffff ? undefined : 'it must be a whole number from 0 up';
const boolean: Rule = (value) =>
  /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value) ? undefined : 'it must be true or false';
const port: Rule = (value) => (isPortNumber(value) ? undefined : 'it must be a port, 0 to 65535');
const ports: Rule = (value) =>
  value.trim() === '' || value.split(',').every(isPortNumber) ? undefined : 'it must be ports with commas between them';
const ranges: Rule = (value) =>
  value === '' || value.split(',').every((range) => range.includes('/') && isIpOrSubnet(range))
    ? undefined
    : 'it must be address ranges such as 10.0.0.0/8, with commas between them';
const quantity: Rule = (value) =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/.test(value)
    ? undefined
    : 'it must be a quantity such as 500m or 128Mi';
const interfaces: Rule = (value) =>
  value === '' || value.split(',').every((name) => /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(name.trim()))
    ? undefined
    : 'it must be names of network interfaces with commas between them';
const orAll =
  (rule: Rule): Rule =>
  (value) =>
    value === '*' ? undefined : rule(value);

const RULES: Readonly<Record<string, Rule>> = {
  'sidecar.istio.io/interceptionMode': (value) =>
    ['REDIRECT', 'TPROXY', 'NONE'].includes(value) ? undefined : 'it must be REDIRECT, TPROXY or NONE',
  'status.sidecar.istio.io/port': port,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': number,
  'readiness.status.sidecar.istio.io/periodSeconds': number,
  'readiness.status.sidecar.istio.io/failureThreshold': number,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': orAll(ranges),
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': ranges,
  'traffic.sidecar.istio.io/includeInboundPorts': orAll(ports),
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInterfaces': interfaces,
  'traffic.sidecar.istio.io/kubevirtInterfaces': interfaces,
  'istio.io/reroute-virtual-interfaces': interfaces,
  'prometheus.istio.io/merge-metrics': boolean,
  'proxy.istio.io/config': proxyConfig,
  'sidecar.istio.io/proxyCPU': quantity,
  'sidecar.istio.io/proxyCPULimit': quantity,
  'sidecar.istio.io/proxyMemory': quantity,
  'sidecar.istio.io/proxyMemoryLimit': quantity,
};

/** What the injector has against a value; undefined where nothing, or where it has no rule for the annotation. */
export function problemOfAnnotation(name: string, value: string): string | undefined {
  return Object.hasOwn(RULES, name) ? RULES[name]!(value) : undefined;
}

function isPortNumber(text: string): boolean {
  return /^\d+$/.test(text.trim()) && Number(text.trim()) <= 65_535;
}

/** That it is a map at all; its fields are not looked into. */
function proxyConfig(value: string): string | undefined {
  try {
    const read: unknown = parse(value);
    return read === null || messageOf(read) ? undefined : 'it must be a ProxyConfig in YAML, a map';
  } catch {
    return 'it is no YAML';
  }
}
