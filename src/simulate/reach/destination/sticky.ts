import { fields, isFields, text } from '../../shape.ts';
import type { EffectivePolicy } from '../destination-rule/policy.ts';

/** A consistent hash in words; undefined where requests of one client may go anywhere. */
export function stickiness({ loadBalancer }: EffectivePolicy): string | undefined {
  const hash = loadBalancer?.consistentHash;
  if (!isFields(hash)) return undefined;
  const header = text(hash.httpHeaderName);
  if (header) return `by the header ${header}`;
  if (isFields(hash.httpCookie)) return `by the cookie ${text(fields(hash.httpCookie).name) ?? ''}`;
  const parameter = text(hash.httpQueryParameterName);
  if (parameter) return `by the query parameter ${parameter}`;
  return hash.useSourceIp === true ? 'by the source address' : undefined;
}
