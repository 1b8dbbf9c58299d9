import type { Manifest } from '../../../istio/manifest.ts';
import { namespaceOf, printRef, refOf, specOf } from '../../../simulate/objects.ts';
import { type Condition, holds } from '../../../simulate/reach/access/condition.ts';
import { readRule } from '../../../simulate/reach/access/rule.ts';
import { seenAsSent } from '../../../simulate/route/result.ts';
import { entries, type Fields, fields, text, texts } from '../../../simulate/shape.ts';
import { type Block, blockOf, type Field, headerField, type Piece } from './block.ts';
import { type Pattern, patternsOfValue } from './pattern.ts';
import { claimField, ofSubject } from './virtual-service.ts';

/** What the rules of an AuthorizationPolicy ask of requests; what they ask of the client aside. */
export function policyBlocks(manifest: Manifest): readonly Block[] {
  if (decidesNothing(manifest)) return [];
  const namespace = namespaceOf(manifest);
  const printed = printRef(refOf(manifest));
  return entries(specOf(manifest).rules)
    .flatMap((rule, index) => {
      const origin = `${printed} rules[${index}]`;
      const from = entries(rule.from).map((one, at) =>
        principalPieces(fields(one.source), { namespace, origin: `${origin}.from[${at}].source` }),
      );
      const to = entries(rule.to).map((one, at) =>
        operationPieces(fields(one.operation), { namespace, origin: `${origin}.to[${at}].operation` }),
      );
      const when = entries(rule.when).flatMap((one, at) =>
        whenPieces(one, { namespace, origin: `${origin}.when[${at}]` }),
      );
      return [...from, ...to, when];
    })
    .filter((pieces) => pieces.length > 0)
    .map(blockOf);
}

/** A policy that marks requests, or is only watched: whatever is asked, it changes no answer. */
function decidesNothing(manifest: Manifest): boolean {
  const dryRun = fields(fields(manifest.metadata).annotations)['istio.io/dry-run'];
  return text(specOf(manifest).action) === 'AUDIT' || dryRun === 'true';
}

interface Place {
  readonly namespace: string;
  readonly origin: string;
}

/** One condition as the simulator reads it from a rule that has no other. */
function piece(
  field: Field,
  rule: Fields,
  patterns: readonly Pattern[],
  { namespace, origin }: Place,
): readonly Piece[] {
  const read = readRule(rule, { policyNamespace: namespace, trusted: [] });
  const condition: Condition | undefined = read && [...read.from.flat(), ...read.to.flat(), ...read.when][0];
  if (!condition) return [];
  return [
    {
      field,
      key: `${field} ${JSON.stringify(rule)}`,
      patterns,
      holds: (asked) => {
        const seen = seenAsSent(asked);
        const { jwt, sni } = asked;
        const said = holds(condition, { identity: undefined, protocol: 'http', port: undefined, seen, sni, jwt });
        return said === 'yes' ? 2 : said === 'no' ? 0 : 1;
      },
      origin,
    },
  ];
}

const OPERATION: Readonly<Record<string, Field>> = { hosts: 'authority', methods: 'method', paths: 'path' };

function operationPieces(operation: Fields, place: Place): readonly Piece[] {
  return Object.entries(OPERATION).flatMap(([name, field]) => {
    const refused = `not${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const values = [...texts(operation[name]), ...texts(operation[refused])];
    if (values.length === 0) return [];
    const only = { [name]: operation[name], [refused]: operation[refused] };
    const patterns = values.flatMap((value) =>
      patternsOfValue(field === 'authority' ? value.toLowerCase() : value, field === 'path'),
    );
    const origin = `${place.origin}.${name}`;
    return piece(field, { to: [{ operation: only }] }, patterns, { ...place, origin });
  });
}

function principalPieces(source: Fields, place: Place): readonly Piece[] {
  const { requestPrincipals, notRequestPrincipals } = source;
  const values = [...texts(requestPrincipals), ...texts(notRequestPrincipals)];
  if (values.length === 0) return [];
  const only = { from: [{ source: { requestPrincipals, notRequestPrincipals } }] };
  const origin = `${place.origin}.requestPrincipals`;
  return piece('principal', only, [], { ...place, origin }).map((one) => ({ ...one, ...principalPatterns(values) }));
}

/** The last slash divides issuer and subject; without one a `*` in front is about the subject, one behind the issuer. */
function principalPatterns(values: readonly string[]): Pick<Piece, 'patterns' | 'subjects'> {
  const parts = values.map((value): readonly [issuer: string, subject: string] => {
    const slash = value.lastIndexOf('/');
    if (slash !== -1) return [value.slice(0, slash), value.slice(slash + 1)];
    if (value.startsWith('*')) return ['*', value];
    return value.endsWith('*') ? [value, '*'] : [value, ''];
  });
  return {
    patterns: parts.flatMap(([issuer]) => patternsOfValue(issuer)),
    subjects: parts.flatMap(([, subject]) => patternsOfValue(subject)),
  };
}

function whenPieces(condition: Fields, place: Place): readonly Piece[] {
  const key = text(condition.key) ?? '';
  const values = [...texts(condition.values), ...texts(condition.notValues)];
  const field = fieldOfKey(key);
  if (values.length === 0 || field === undefined) return [];
  const patterns = values.flatMap((value) => patternsOfValue(value));
  const made = piece(field, { when: [condition] }, patterns, place);
  if (key === 'request.auth.principal') return made.map((one) => ({ ...one, ...principalPatterns(values) }));
  if (key.includes('][')) return made.map((one) => ({ ...one, patterns: [] }));
  return key === 'request.auth.claims[sub]' ? made.map(ofSubject) : made;
}

const KEYS: Readonly<Record<string, Field>> = {
  'connection.sni': 'sni',
  'request.auth.principal': 'principal',
  'request.auth.audiences': 'audiences',
  'request.auth.presenter': 'claim azp',
};

/** Undefined for what is about the client, or about what simulated requests do not have. */
function fieldOfKey(key: string): Field | undefined {
  if (Object.hasOwn(KEYS, key)) return KEYS[key];
  const header = /^request\.headers\[([^[\]]+)\]$/.exec(key);
  if (header) return headerField(header[1] ?? '');
  const claim = /^request\.auth\.claims((?:\[[^[\]]+\])+)$/.exec(key);
  if (!claim) return undefined;
  const path = (claim[1] ?? '').slice(1, -1).split('][');
  // Of a claim within another the simulator says only that there is a token.
  return path.length > 1 ? 'principal' : claimField(path);
}

/** Whose tokens, and for whom, a RequestAuthentication takes. */
export function tokenBlocks(manifest: Manifest): readonly Block[] {
  const printed = printRef(refOf(manifest));
  return entries(specOf(manifest).jwtRules).flatMap((rule, index) => {
    const issuer = text(rule.issuer);
    if (issuer === undefined) return [];
    const origin = `${printed} jwtRules[${index}]`;
    const of: Piece = {
      field: 'principal',
      key: `principal issuer ${issuer}`,
      patterns: [{ kind: 'exact', text: issuer }],
      holds: ({ jwt }) => (jwt?.issuer === issuer ? 2 : 0),
      origin: `${origin}.issuer`,
    };
    const audiences = texts(rule.audiences);
    if (audiences.length === 0) return [blockOf([of])];
    const meant: Piece = {
      field: 'audiences',
      key: `audiences ${JSON.stringify(audiences)}`,
      patterns: audiences.map((value) => ({ kind: 'exact', text: value })),
      holds: ({ jwt }) => (jwt?.audiences?.some((one) => audiences.includes(one)) ? 2 : 0),
      origin: `${origin}.audiences`,
    };
    return [blockOf([of]), blockOf([of, meant])];
  });
}
