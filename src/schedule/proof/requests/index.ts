import type { Manifest } from '../../../istio/manifest.ts';
import { addressesFor } from '../../../istio/subnets.ts';
import { specOf } from '../../../simulate/objects.ts';
import { isFields, texts } from '../../../simulate/shape.ts';
import type { RequestShape } from '../types.ts';
import type { Block } from './block.ts';
import { combine, MOST_COMBINATIONS } from './combine.ts';
import { shapeOf } from './draft.ts';
import { patternsOfValue } from './pattern.ts';
import { placeOf } from './places.ts';
import { policyBlocks, tokenBlocks } from './policy.ts';
import { beforeRewriting, isByRegex, type Rewriting, rewritings } from './rewriting.ts';
import { textsFor } from './texts.ts';
import { fieldValues, LOCAL, STRAY } from './values.ts';
import { type HttpRoute, httpRoutes, routeBlocks, serverNames, subnetsAsked } from './virtual-service.ts';

/** Requests that stand for all requests which some objects treat alike. */
export interface Witnesses {
  /** The plain request `{}` first. */
  readonly shapes: readonly RequestShape[];
  /**
   * Requests whose Host header is the first label of a Service's name: like the others from clients in its namespace, and
   * strays from all others.
   */
  readonly local: readonly RequestShape[];
  /**
   * Requests to the address of the host with a Host header that is none of its names, where objects look at Host headers:
   * proxies take them for requests to somebody else, so that nothing is owed to them, but nothing may open to them either.
   */
  readonly strays: readonly RequestShape[];
  /** What no request was found for, or was not tried, one sentence each; empty: the shapes stand for every request. */
  readonly reserves: readonly string[];
}

/**
 * Requests for every combination of conditions that VirtualServices, AuthorizationPolicies and RequestAuthentications put
 * on requests: of any two requests that differ in the entries of `match`, the parts of rules and the token rules that hold
 * for them, there are two shapes that differ in the same way. Objects may be there in several versions; those of other
 * kinds ask nothing of requests.
 *
 * Exact for exact texts, prefixes, suffixes, presence and absence, path templates, for regular expressions without word
 * boundaries, and through rewrites and header operations of the routes that are not by regex, as far as texts of ASCII go.
 * Left out: paths that proxies normalise before they compare them, Host headers of TLS connections with another server
 * name, and whatever access policies ask of the client (the probes' part) or of addresses. What else is not covered is
 * said in `reserves`.
 *
 * @param to the host that is asked for, if it is known: a request without Host header of its own has this one, and the
 * others have its other names, in short and with a port. Without it no request counts as a stray.
 */
export function witnesses(objects: readonly Manifest[], to?: string): Witnesses {
  const parts: Parts[] = [];
  for (const manifest of objects) {
    const own = partsOf(manifest);
    if (own !== NOTHING) parts.push(own);
  }
  if (parts.length === 0) return PLAIN;
  const all = together(parts, objects);
  if ([all.blocks, all.names, all.subnets].every((part) => part.length === 0)) return PLAIN;
  const found = remembered(all, to);
  if (found.gaps.length === 0 && all.reserves.length === 0) return found.witnesses;
  const origins = new Map(all.blocks.flatMap(({ pieces }) => pieces).map(({ key, origin }) => [key, origin]));
  const gaps = found.gaps.map(({ key, what }) => `${origins.get(key) ?? key} ${what}.`);
  const reserves = [...new Set([...found.witnesses.reserves, ...gaps, ...all.reserves])];
  return { ...found.witnesses, reserves };
}

const PLAIN: Witnesses = { shapes: [{}], local: [], strays: [], reserves: [] };

/** What one object asks of requests. */
interface Parts {
  readonly blocks: readonly Block[];
  /** What routes do to requests before policies see them. */
  readonly rewritings: readonly Rewriting[];
  /** Conditions of access policies, which see requests as routes leave them. */
  readonly judging: readonly Block[];
  /** Server names of TLS routes. */
  readonly names: readonly string[];
  /** Addresses and networks of routes for connections. */
  readonly subnets: readonly string[];
  /** A VirtualService that delegates, whose rules are known only together with others. */
  readonly root?: Manifest;
}

const NOTHING: Parts = { blocks: [], rewritings: [], judging: [], names: [], subnets: [] };
const known = new WeakMap<Manifest, Parts>();

function partsOf(manifest: Manifest): Parts {
  const before = known.get(manifest);
  if (before) return before;
  if (!isFields(manifest)) return NOTHING;
  const made = read(manifest);
  const { blocks, rewritings: changes, judging, names, subnets, root } = made;
  const isEmpty = [blocks, changes, judging, names, subnets].every((part) => part.length === 0) && !root;
  const parts = isEmpty ? NOTHING : made;
  known.set(manifest, parts);
  return parts;
}

function read(manifest: Manifest): Parts {
  switch (manifest.kind) {
    case 'VirtualService': {
      const { http } = specOf(manifest);
      const of = { names: serverNames(manifest), subnets: subnetsAsked(manifest) };
      if (Array.isArray(http) && http.some((rule) => isFields(rule) && rule.delegate)) {
        return { ...NOTHING, ...of, root: manifest };
      }
      // A delegate's rules count in the place of their root, whose conditions they share.
      if (texts(specOf(manifest).hosts).length === 0) return NOTHING;
      return ofRoutes(httpRoutes(manifest, []), of);
    }
    case 'AuthorizationPolicy':
      return { ...NOTHING, judging: policyBlocks(manifest) };
    case 'RequestAuthentication':
      return { ...NOTHING, blocks: tokenBlocks(manifest) };
    default:
      return NOTHING;
  }
}

function ofRoutes(routes: readonly HttpRoute[], of: Pick<Parts, 'names' | 'subnets'>): Parts {
  const { names, subnets } = of;
  return { ...NOTHING, blocks: routeBlocks(routes), rewritings: rewritings(routes), names, subnets };
}

interface Together {
  readonly blocks: readonly Block[];
  readonly names: readonly string[];
  readonly subnets: readonly string[];
  readonly reserves: readonly string[];
}

function together(parts: readonly Parts[], objects: readonly Manifest[]): Together {
  const whole = parts.map((one) => (one.root ? ofRoutes(httpRoutes(one.root, delegatesIn(objects)), one) : one));
  const judging = whole.flatMap((one) => one.judging);
  const changes = judging.length === 0 ? [] : whole.flatMap((one) => one.rewritings);
  const behind = changes.flatMap((change) => judging.flatMap((block) => beforeRewriting(block, change) ?? []));
  const blocks = new Map<string, Block>();
  for (const block of [...whole.flatMap((one) => one.blocks), ...judging, ...behind]) {
    if (!blocks.has(block.key)) blocks.set(block.key, block);
  }
  const names = [...new Set(whole.flatMap((one) => one.names))];
  const subnets = [...new Set(whole.flatMap((one) => one.subnets))];
  return { blocks: [...blocks.values()], names, subnets, reserves: reservesOf(blocks.values(), changes, judging) };
}

function delegatesIn(objects: readonly Manifest[]): readonly Manifest[] {
  return objects.filter(
    (one) => isFields(one) && one.kind === 'VirtualService' && texts(specOf(one).hosts).length === 0,
  );
}

function reservesOf(
  blocks: Iterable<Block>,
  changes: readonly Rewriting[],
  judging: readonly Block[],
): readonly string[] {
  const pieces = [...blocks].flatMap((block) => block.pieces);
  const reserves: string[] = [];
  const judged = judging.flatMap((block) => block.pieces).find(({ field }) => field === 'path');
  if (judged) {
    for (const { rewrite, origin } of changes) {
      if (!isByRegex(rewrite)) continue;
      reserves.push(`${origin} rewrites paths by a regular expression, and ${judged.origin} judges what comes of it.`);
    }
  }
  const whole = pieces.find(({ field, key }) => field === 'path' && key.includes('":path"'));
  const parameter = pieces.find(({ field }) => field.startsWith('parameter '));
  if (whole && parameter) {
    reserves.push(`${whole.origin} looks at the path with its query, of which ${parameter.origin} looks at a part.`);
  }
  return reserves;
}

interface Remembered {
  readonly witnesses: Witnesses;
  readonly gaps: readonly { readonly key: string; readonly what: string }[];
}

const MOST_REMEMBERED = 2000;
const memory = new Map<string, Remembered>();

/** Many services have the same routes. */
function remembered({ blocks, names, subnets }: Together, to: string | undefined): Remembered {
  const isAboutHost = blocks.some(({ pieces }) => pieces.some(({ field }) => field === 'authority'));
  const key = [isAboutHost ? to : '', ...blocks.map((block) => block.key), '', ...names, '', ...subnets].join('\n');
  const before = memory.get(key);
  if (before) return before;
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  const made = make(blocks, { names, subnets }, isAboutHost ? to : '');
  memory.set(key, made);
  return made;
}

function make(
  blocks: readonly Block[],
  { names, subnets }: Pick<Together, 'names' | 'subnets'>,
  to: string | undefined,
): Remembered {
  const used = new Set(blocks.flatMap(({ pieces }) => pieces.map(({ field }) => field)));
  const ofToken = [...used].filter((field) => field === 'audiences' || field.startsWith('claim '));
  const fields = [...used].filter((field) => field !== 'principal');
  if (used.has('principal') || ofToken.length > 0) fields.unshift('principal');
  const values = fields.map((field) => fieldValues(field, blocks, to));
  const { drafts, cut } = combine(blocks, values);
  const marked = (isWanted: (marks: readonly string[]) => boolean) =>
    drafts.filter(({ marks }) => isWanted(marks.split(' '))).map(({ draft }) => shapeOf(draft));
  const byName = names.length === 0 ? [] : serverNameTexts(names).map((sni): RequestShape => ({ sni }));
  const many = `More than ${MOST_COMBINATIONS} combinations of conditions can hold for a request: not all are tried.`;
  return {
    witnesses: {
      shapes: atAddresses([...marked((marks) => !marks.includes(STRAY) && !marks.includes(LOCAL)), ...byName], subnets),
      local: atAddresses(
        marked((marks) => marks.includes(LOCAL)),
        subnets,
      ),
      strays: atAddresses(
        marked((marks) => marks.includes(STRAY)),
        subnets,
      ),
      reserves: cut ? [many] : [],
    },
    gaps: values.flatMap(({ gaps }) => gaps),
  };
}

/** Each at an address of every kind that the routes tell apart; as they are where none does. */
function atAddresses(shapes: readonly RequestShape[], subnets: readonly string[]): readonly RequestShape[] {
  if (subnets.length === 0) return shapes;
  return addressesFor(subnets).flatMap((address) => shapes.map((shape) => ({ ...shape, address })));
}

/** A connection for each combination of server names, wildcards included. */
function serverNameTexts(names: readonly string[]): readonly string[] {
  const place = placeOf('sni');
  if (!place) return [];
  const patterns = names.flatMap((name) => patternsOfValue(name));
  return textsFor(patterns, place).texts;
}
