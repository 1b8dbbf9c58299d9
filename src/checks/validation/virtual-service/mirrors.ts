import { isSet, itemOf, listOf, type Message, messageOf, numberOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateDestination } from './destinations.ts';

/** Rules for `mirrors` and for how much `mirror` copies. */
export function validateMirrors(route: Message, at: Cursor): void {
  const field = isSet(route.mirrorPercent) ? 'mirrorPercent' : 'mirror_percent';
  if (isSet(route[field])) {
    const percent = numberOf(route[field]);
    const hint = 'Use mirrorPercentage: {value: …}.';
    if (percent > 100) at.at(field).error(`${field} ${percent} is more than 100`, hint);
    at.at(field).warn(`${field} is deprecated`, hint);
  }
  validatePercentage(route.mirrorPercentage, at.at('mirrorPercentage'));
  const mirrors = listOf(route.mirrors);
  for (let i = 0; i < mirrors.length; i++) {
    const mirror = itemOf(mirrors[i]);
    const destination = messageOf(mirror.destination);
    const here = at.at('mirrors').at(i);
    if (!destination) {
      here.error('a mirror has no destination');
      continue;
    }
    validateDestination(destination, here.at('destination'));
    validatePercentage(mirror.percentage, here.at('percentage'));
  }
}

function validatePercentage(percentage: unknown, at: Cursor): void {
  const value = numberOf(messageOf(percentage)?.value);
  if (value < 0 || value > 100) at.at('value').error(`the percentage ${value} is not between 0 and 100`);
}
