import type { Aspect, TrafficChange, TrafficDifference } from '../schedule/traffic/types.ts';
import { plural } from './plural.ts';
import { listed } from './table.ts';

/** How a text is put: names as they may stand there, headings and items in the form of the page. */
export interface TrafficStyle {
  readonly name: (text: string) => string;
  /** A sentence with words of others. */
  readonly prose: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly item: (text: string) => string;
  /** What opens something, and what closes something. */
  readonly opened: (text: string) => string;
  readonly closed: (text: string) => string;
}

/** Lines of one section; the rest is counted. */
const LINES = 25;

/** What a change does to requests, in a terminal or in Markdown: traffic, security, reach, and what was not seen. */
export function trafficText(difference: TrafficDifference, style: TrafficStyle): string {
  const { changes, unnoticed, reserves } = difference;
  const sections = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const lines = changes.filter((change) => sectionOf(change) === section).map((change) => lineOf(change, style));
    return lines.length === 0 ? [] : [sectionText(SECTIONS[section], lines, style)];
  });
  const objects = unnoticed.map(({ object, clusters }) => `${style.name(object)} in ${names(clusters, style)}`);
  return [
    summaryOf(difference),
    ...sections,
    ...(objects.length === 0 ? [] : [sectionText(UNNOTICED, objects, style)]),
    ...(reserves.length === 0
      ? []
      : [
          sectionText(
            'Not judged',
            reserves.map((one) => style.prose(one)),
            style,
          ),
        ]),
  ].join('\n\n');
}

const UNNOTICED = 'Changes no request that was asked: read the objects';

type Section = 'traffic' | 'security' | 'reach';

const SECTIONS: Readonly<Record<Section, string>> = { traffic: 'Traffic', security: 'Security', reach: 'Reach' };

function sectionOf({ aspect, secures }: TrafficChange): Section {
  if (aspect === 'outcome') return secures ? 'security' : 'reach';
  if (aspect === 'wire' || aspect === 'mode') return 'security';
  return aspect === 'place' || aspect === 'timeout' || aspect === 'retries' ? 'reach' : 'traffic';
}

function sectionText(heading: string, lines: readonly string[], style: TrafficStyle): string {
  const left = lines.length - LINES;
  const shown = [...lines.slice(0, LINES), ...(left > 0 ? [`… and ${left} more`] : [])];
  return [style.heading(heading), ...shown.map(style.item)].join('\n');
}

function summaryOf({ changes, objects, asked, unasked = 0 }: TrafficDifference): string {
  const { added, changed, removed } = objects;
  if (added + changed + removed === 0) return 'No object differs.';
  const counts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ].join(', ');
  const found = changes.length === 0 ? 'none gets another answer' : 'these get other answers';
  const cut =
    unasked === 0 ? '' : ` Cut: requests for ${plural(unasked, 'more host')} that it can touch were not asked.`;
  return `Objects: ${counts}. ${plural(asked, 'request')} asked before and after; ${found}.${cut}`;
}

const NOUNS: Readonly<Record<Aspect, string>> = {
  split: '',
  copies: 'mirrored ',
  answer: 'answered by a proxy ',
  rewrite: 'rewritten ',
  fault: 'faults ',
  outcome: '',
  wire: 'on the wire ',
  mode: 'mutual TLS ',
  place: 'served ',
  timeout: 'timeout ',
  retries: 'retries ',
};

function lineOf(change: TrafficChange, style: TrafficStyle): string {
  const { aspect, before, after, hosts, ports, turn } = change;
  const port = ports.length === 0 ? '' : ` on port ${ports.join(', ')}`;
  const what = `${names(hosts, style)}${port} ${NOUNS[aspect]}${style.prose(before)} → ${style.prose(after)}`;
  const line = `${subjectOf(change, style)}: ${what}${exceptOf(change, style)}`;
  if (aspect !== 'outcome' || turn === 'changed') return line;
  return turn === 'opened' ? `${style.opened('opened')} ${line}` : `${style.closed('closed')} ${line}`;
}

/** `clients in eu-west`, `productpage (bookinfo) in every cluster, requests with POST`. */
function subjectOf({ aspect, clusters, everywhere, who, requests }: TrafficChange, style: TrafficStyle): string {
  const where = everywhere ? 'every cluster' : names(clusters, style);
  if (aspect === 'mode') return `in ${where}`;
  const asking =
    who.length === 0
      ? 'clients'
      : listed(
          who.map((one) => style.prose(one)),
          4,
        );
  return `${asking} in ${where}${requests.length === 0 ? '' : `, requests ${conditions(requests, style)}`}`;
}

function exceptOf({ except }: TrafficChange, style: TrafficStyle): string {
  return except.length === 0 ? '' : ` (not requests ${conditions(except, style)})`;
}

function conditions(words: readonly string[], style: TrafficStyle): string {
  return listed(
    words.map((one) => style.prose(one)),
    4,
  );
}

function names(all: readonly string[], style: TrafficStyle): string {
  return listed(
    all.map((one) => style.name(one)),
    4,
  );
}
