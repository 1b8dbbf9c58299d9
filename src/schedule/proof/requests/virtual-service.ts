import type { Manifest } from '../../../istio/manifest.ts';
import { nameOf, namespaceOf, printRef, refOf, specOf } from '../../../simulate/objects.ts';
import { claimPath } from '../../../simulate/route/claims.ts';
import { conditionsOf } from '../../../simulate/route/conditions.ts';
import { joinedMatches } from '../../../simulate/route/delegate-matches.ts';
import { entries, type Fields, fields, text, texts } from '../../../simulate/shape.ts';
import { type Block, blockOf, headerField, type Piece } from './block.ts';
import { patternsOfMatch } from './pattern.ts';

/** A rule of a VirtualService as a proxy would have it, delegates taken in. */
export interface HttpRoute {
  readonly matches: readonly Fields[];
  readonly spec: Fields;
  readonly origin: string;
}

/** The `http` rules, each rule of each version of a delegate in its root's place. */
export function httpRoutes(manifest: Manifest, delegates: readonly Manifest[]): readonly HttpRoute[] {
  const printed = printRef(refOf(manifest));
  return entries(specOf(manifest).http).flatMap((rule, index): HttpRoute[] => {
    const origin = `${printed} http[${index}]`;
    if (!rule.delegate) return [{ matches: entries(rule.match), spec: rule, origin }];
    const { name, namespace } = fields(rule.delegate);
    const home = text(namespace) ?? namespaceOf(manifest);
    return delegates
      .filter((one) => nameOf(one) === text(name) && namespaceOf(one) === home)
      .flatMap((one) => delegatedRoutes(rule, one));
  });
}

function delegatedRoutes(root: Fields, leaf: Manifest): readonly HttpRoute[] {
  const printed = printRef(refOf(leaf));
  return entries(specOf(leaf).http).flatMap((rule, index) => {
    const matches = joinedMatches(entries(root.match), entries(rule.match));
    if (!matches) return [];
    const { rewrite = root.rewrite, headers = root.headers } = rule;
    return [{ matches, spec: { ...rule, rewrite, headers }, origin: `${printed} http[${index}]` }];
  });
}

/** What the rules ask of requests; the rules that ask for nothing aside. */
export function routeBlocks(routes: readonly HttpRoute[]): readonly Block[] {
  return routes.flatMap(({ matches, origin }) =>
    matches.flatMap((match, index) => {
      const pieces = matchPieces(match, `${origin}.match[${index}]`);
      return pieces.length === 0 ? [] : [blockOf(pieces)];
    }),
  );
}

/** Server names that the `tls` rules ask for, in lower case. */
export function serverNames(manifest: Manifest): readonly string[] {
  return entries(specOf(manifest).tls).flatMap((rule) =>
    entries(rule.match).flatMap((match) => texts(match.sniHosts).map((host) => host.toLowerCase())),
  );
}

/** Addresses and networks that `tcp` and `tls` rules ask for. */
export function subnetsAsked(manifest: Manifest): readonly string[] {
  const spec = specOf(manifest);
  return [...entries(spec.tcp), ...entries(spec.tls)].flatMap((rule) =>
    entries(rule.match).flatMap((match) => texts(match.destinationSubnets)),
  );
}

const SINGLE = { uri: 'path', method: 'method', authority: 'authority', scheme: 'scheme' } as const;

function matchPieces(match: Fields, origin: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [name, field] of Object.entries(SINGLE)) {
    const wanted = match[name];
    if (wanted === undefined || wanted === null) continue;
    const anyCase = name === 'uri' && match.ignoreUriCase === true;
    const only = anyCase ? { [name]: wanted, ignoreUriCase: true } : { [name]: wanted };
    pieces.push(...piece(field, only, wanted, `${origin}.${name}`, anyCase));
  }
  for (const list of ['headers', 'withoutHeaders'] as const) {
    for (const [name, wanted] of Object.entries(fields(match[list]))) {
      const claim = claimPath(name);
      const field = claim ? claimField(claim) : headerField(name);
      const made = piece(field, { [list]: { [name]: wanted } }, wanted, `${origin}.${list}.${name}`);
      pieces.push(...(claim?.join('.') === 'sub' ? made.map(ofSubject) : made));
    }
  }
  for (const [name, wanted] of Object.entries(fields(match.queryParams))) {
    const only = { queryParams: { [name]: wanted } };
    pieces.push(...piece(`parameter ${name}`, only, wanted, `${origin}.queryParams.${name}`));
  }
  return pieces;
}

/** The simulator's own reading of a `match` that has nothing but this one condition. */
function piece(field: string, only: Fields, wanted: unknown, origin: string, anyCase = false): readonly Piece[] {
  const [condition] = conditionsOf(only);
  if (!condition) return [];
  return [
    {
      field,
      key: `${field} ${JSON.stringify(only)}`,
      patterns: patternsOfMatch(wanted, anyCase),
      holds: (asked) => (condition.holds(asked) ? 2 : 0),
      origin,
    },
  ];
}

/** A condition on a token's principal that is about its subject. */
export function ofSubject(piece: Piece): Piece {
  return { ...piece, patterns: [], subjects: piece.patterns };
}

/** Issuer and subject are told together, as access policies do. */
export function claimField(path: readonly string[]): string {
  const name = path.join('.');
  if (name === 'iss' || name === 'sub') return 'principal';
  return name === 'aud' ? 'audiences' : `claim ${name}`;
}
