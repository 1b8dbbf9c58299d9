import { isSet, itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { requireDuration } from '../durations.ts';
import { validateLocalityBalancing, validateZoneAwareBalancing } from './locality.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings */
export function validateLoadBalancer(balancer: Message, detectsOutliers: boolean, at: Cursor): void {
  const hash = messageOf(balancer.consistentHash);
  if (hash) validateConsistentHash(hash, at.at('consistentHash'));
  const locality = messageOf(balancer.localityLbSetting);
  const zoneAware = messageOf(balancer.zoneAwareLbSetting);
  if (locality && zoneAware) at.error('localityLbSetting and zoneAwareLbSetting exclude each other');
  if (locality) validateLocalityBalancing(locality, detectsOutliers, at.at('localityLbSetting'));
  if (zoneAware) validateZoneAwareBalancing(zoneAware, detectsOutliers, at.at('zoneAwareLbSetting'));
  const warmup = messageOf(balancer.warmup);
  if (warmup) validateWarmup(warmup, at.at('warmup'));
}

function validateWarmup(warmup: Message, at: Cursor): void {
  requireDuration(warmup, 'duration', at);
  if (numberOf(warmup.minimumPercent) > 100) {
    at.at('minimumPercent').error(`minimumPercent is at most 100, not ${numberOf(warmup.minimumPercent)}`);
  }
  if (isSet(warmup.aggression) && numberOf(warmup.aggression) <= 0) {
    at.at('aggression').error('aggression must be greater than 0', 'Use 1.0 to raise the share of traffic evenly.');
  }
}

function validateConsistentHash(hash: Message, at: Cursor): void {
  const cookie = messageOf(hash.httpCookie);
  if (cookie) validateCookie(cookie, at.at('httpCookie'));
  if (numberOf(hash.minimumRingSize) !== 0) {
    at.at('minimumRingSize').warn('minimumRingSize is deprecated here', 'Write it as ringHash.minimumRingSize.');
    if (isSet(hash.ringHash) || isSet(hash.maglev)) {
      const algorithm = isSet(hash.maglev) ? 'maglev' : 'ringHash';
      at.error(`minimumRingSize and ${algorithm} exclude each other`, 'Remove minimumRingSize.');
    }
  }
  const maglev = messageOf(hash.maglev);
  const size = numberOf(maglev?.tableSize);
  if (maglev && (size >= tooLarge || !isPrime(size))) {
    const message = `tableSize must be a prime number less than ${tooLarge}, and ${size} is not`;
    at.at('maglev').at('tableSize').error(message, 'Envoy uses 65537 unless told otherwise.');
  }
}

const tooLarge = 5_000_011;

/** Like Envoy's own test, for which 1 is a prime number too. */
function isPrime(number: number): boolean {
  if (number !== 0 && number < 4) return true;
  if (number % 2 === 0) return false;
  for (let factor = 3; factor * factor <= number; factor += 2) if (number % factor === 0) return false;
  return true;
}

function validateCookie(cookie: Message, at: Cursor): void {
  if (textOf(cookie.name) === '') at.at('name').error('the cookie needs a name');
  const names = new Set<string>();
  listOf(cookie.attributes).forEach((item, index) => {
    const name = textOf(itemOf(item).name);
    const here = at.at('attributes').at(index).at('name');
    if (name === '') here.error('an attribute of the cookie needs a name');
    else if (names.has(name)) here.error(`the cookie has the attribute ${name} twice`);
    names.add(name);
  });
}
