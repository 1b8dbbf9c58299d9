import { localityLabels, partsOfLocality, precludesLocality } from '../../../istio/locality-patterns.ts';
import { entriesOf, itemOf, listOf, type Message, numberOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting */
export function validateLocalityBalancing(setting: Message, detectsOutliers: boolean, at: Cursor): void {
  const distribute = listOf(setting.distribute);
  const failover = listOf(setting.failover);
  if (distribute.length > 0 && failover.length > 0) {
    at.error('distribute and failover exclude each other', 'Weights of distribute say where traffic goes already.');
  }
  listOf(setting.failoverPriority).forEach((label, index) => {
    if (failover.length === 0 || !localityLabels.has(textOf(label))) return;
    const message = `failover is set, so failoverPriority cannot order by ${textOf(label)}`;
    at.at('failoverPriority').at(index).error(message, 'Remove failover: the label orders regions and zones already.');
  });
  distribute.forEach((item, index) => {
    validateShares(entriesOf(itemOf(item).to), at.at('distribute').at(index).at('to'));
  });
  validateSources(distribute, at.at('distribute'));
  validateFailover(setting, detectsOutliers, at);
}

export function validateZoneAwareBalancing(setting: Message, detectsOutliers: boolean, at: Cursor): void {
  listOf(setting.failoverPriority).forEach((label, index) => {
    if (!localityLabels.has(textOf(label))) return;
    const message = `zone-aware balancing orders regions and zones itself, so failoverPriority cannot use ${textOf(label)}`;
    at.at('failoverPriority').at(index).error(message);
  });
  validateFailover(setting, detectsOutliers, at);
}

function validateFailover(setting: Message, detectsOutliers: boolean, at: Cursor): void {
  const failover = listOf(setting.failover);
  if (!detectsOutliers && failover.length + listOf(setting.failoverPriority).length > 0) {
    const hint = 'Set outlierDetection beside the load balancer: without it, endpoints never count as unhealthy.';
    at.warn('failover does not happen without outlierDetection in the same policy', hint);
  }
  failover.forEach((item, index) => {
    const here = at.at('failover').at(index);
    const from = textOf(itemOf(item).from);
    const to = textOf(itemOf(item).to);
    if (from === to) here.error(`failover goes from ${JSON.stringify(from)} to itself`, 'Name two regions.');
    if (`${from}${to}`.includes('/'))
      here.error('failover is between regions; zones and subzones follow by themselves');
    if (`${from}${to}`.includes('*')) here.error('failover needs the names of regions, not wildcards');
  });
}

function validateShares(shares: readonly (readonly [string, unknown])[], at: Cursor): void {
  let total = 0;
  for (const [locality, share] of shares) {
    const weight = numberOf(share);
    total += weight;
    if (weight < 1 || weight > 100) at.at(locality).error(`a weight is from 1 to 100, not ${weight}`);
  }
  if (total !== 100) at.error(`the weights must add up to 100, and their sum is ${total}`);
  const seen: string[] = [];
  for (const [locality] of shares) {
    // A map has no order, so neither may cover the other.
    const covered = seen.find((other) => precludesLocality(other, locality) || precludesLocality(locality, other));
    reportLocality(locality, covered, at.at(locality));
    seen.push(locality);
  }
}

function validateSources(distribute: readonly unknown[], at: Cursor): void {
  const seen: string[] = [];
  distribute.forEach((item, index) => {
    const from = textOf(itemOf(item).from);
    const covered = seen.find((earlier) => precludesLocality(earlier, from));
    reportLocality(from, covered, at.at(index).at('from'));
    seen.push(from);
  });
}

function reportLocality(locality: string, covered: string | undefined, at: Cursor): void {
  const star = locality.indexOf('*');
  const shown = JSON.stringify(locality);
  if (star !== -1 && star < locality.length - 1) at.error(`the locality ${shown} has a wildcard that is not its end`);
  if (partsOfLocality(locality).includes(''))
    at.error(`the locality ${shown} has an empty part`, 'Write region/zone/subzone.');
  if (covered !== undefined) at.error(`the localities ${covered} and ${locality} overlap`);
}
