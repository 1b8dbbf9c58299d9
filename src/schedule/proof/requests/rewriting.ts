import type { Asked } from '../../../simulate/route/asked.ts';
import { type HeaderOperations, headerOperations, operate } from '../../../simulate/route/header-operations.ts';
import { rewrittenPath } from '../../../simulate/route/rewrite.ts';
import { type StringMatch, stringMatch } from '../../../simulate/route/string-match.ts';
import { entries, type Fields, fields, text } from '../../../simulate/shape.ts';
import { type Block, blockOf, type Piece } from './block.ts';
import type { Pattern } from './pattern.ts';
import type { HttpRoute } from './virtual-service.ts';

/** What a route does to a request before the server's access policies see it. */
export interface Rewriting {
  readonly key: string;
  readonly rewrite: Fields;
  /** What the route asked of the path: a rewrite takes its place. */
  readonly matched: StringMatch | undefined;
  readonly operations: readonly HeaderOperations[];
  readonly authority: string | undefined;
  readonly origin: string;
}

/** One for each entry of `match` of each route that changes anything, and for each destination with headers of its own. */
export function rewritings(routes: readonly HttpRoute[]): readonly Rewriting[] {
  const found = new Map<string, Rewriting>();
  for (const { matches, spec, origin } of routes) {
    const rewrite = fields(spec.rewrite);
    const own = headerOperations(spec.headers);
    const ofTargets = entries(spec.route).map(({ headers }) => headerOperations(headers));
    const changesPath = text(rewrite.uri) !== undefined || Object.keys(fields(rewrite.uriRegexRewrite)).length > 0;
    const uris = changesPath && matches.length > 0 ? matches : [{}];
    for (const target of [undefined, ...ofTargets.filter((one) => one !== undefined)]) {
      const operations = [own, target].filter((one) => one !== undefined);
      const authority = text(rewrite.authority) ?? own?.authority ?? target?.authority;
      if (!changesPath && operations.length === 0 && authority === undefined) continue;
      for (const { uri, ignoreUriCase } of uris) {
        const key = JSON.stringify([rewrite, changesPath ? [uri, ignoreUriCase] : [], operations]);
        const matched = uri ? stringMatch(uri, ignoreUriCase === true) : undefined;
        if (!found.has(key)) found.set(key, { key, rewrite, matched, operations, authority, origin });
      }
    }
  }
  return [...found.values()];
}

/** What an access policy asks, said of the request as it was before a route changed it; undefined: nothing changes. */
export function beforeRewriting(block: Block, rewriting: Rewriting): Block | undefined {
  const pieces = block.pieces.map((piece) => pieceBefore(piece, rewriting) ?? piece);
  return pieces.some((piece, index) => piece !== block.pieces[index]) ? blockOf(pieces) : undefined;
}

function pieceBefore(piece: Piece, rewriting: Rewriting): Piece | undefined {
  const { rewrite, matched, operations, authority } = rewriting;
  const key = `${piece.key} behind ${rewriting.key}`;
  if (piece.field === 'authority' && authority !== undefined) {
    return { ...piece, key, patterns: [], holds: (asked) => piece.holds({ ...asked, authority }) };
  }
  if (piece.field === 'path') {
    const holds = (asked: Asked) => {
      if (matched && !matched.test(asked.path)) return 0;
      return piece.holds({ ...asked, path: rewrittenPath(rewrite, matched, asked) });
    };
    if (isByRegex(rewrite)) return { ...piece, key, holds };
    const uri = text(rewrite.uri);
    if (uri === undefined) return undefined;
    if (matched?.kind === 'exact' || matched?.kind === 'regex') return { ...piece, key, patterns: [], holds };
    const prefix = matched?.kind === 'prefix' ? matched.value : '/';
    return { ...piece, key, patterns: piece.patterns.flatMap((one) => pathBefore(one, prefix, uri)), holds };
  }
  const name = piece.field.startsWith('header ') ? piece.field.slice('header '.length) : undefined;
  if (name === undefined) return undefined;
  const own = operations.filter(({ set, add, remove }) => name in set || name in add || remove.includes(name));
  if (own.length === 0) return undefined;
  const isFixed = own.some(({ set, remove }) => name in set || remove.includes(name));
  const added = own.map(({ add }) => `,${add[name] ?? ''}`).join('');
  const patterns = isFixed ? [] : piece.patterns.flatMap((one) => valueBefore(one, added));
  const holds = (asked: Asked) => piece.holds({ ...asked, headers: operations.reduce(operate, asked.headers) });
  return { ...piece, key, patterns, holds };
}

/** Whether what becomes of a path is known only by trying it. */
export function isByRegex(rewrite: Fields): boolean {
  return text(fields(rewrite.uriRegexRewrite).match) !== undefined;
}

/** A pattern for `uri + rest` as one for `prefix + rest`. */
function pathBefore(pattern: Pattern, prefix: string, uri: string): readonly Pattern[] {
  if (pattern.kind === 'expression') {
    const { before, dropped } = pattern;
    if (before !== '') return [pattern];
    return [{ ...pattern, before: prefix, dropped: dropped + uri }];
  }
  const { kind, text: wanted } = pattern;
  const beyond = wanted.startsWith(uri) ? [{ kind, text: prefix + wanted.slice(uri.length) }] : [];
  if (kind !== 'suffix') return beyond;
  return [pattern, ...tailsOf(uri, wanted).map((rest): Pattern => ({ kind: 'exact', text: prefix + rest }))];
}

/** A pattern for `value + added` as one for `value`. */
function valueBefore(pattern: Pattern, added: string): readonly Pattern[] {
  if (pattern.kind === 'expression') return [pattern];
  const { kind, text: wanted } = pattern;
  const whole: Pattern[] = wanted.endsWith(added) ? [{ kind, text: wanted.slice(0, -added.length) }] : [];
  if (kind !== 'prefix') return whole;
  const starts = [...wanted].map((_, at) => wanted.slice(0, at));
  const reaching = starts.filter((start) => (start + added).startsWith(wanted));
  return [pattern, ...reaching.map((start): Pattern => ({ kind: 'exact', text: start }))];
}

/** What may stand behind `start` so that the two end with `wanted`, where `start` already has some of it. */
function tailsOf(start: string, wanted: string): readonly string[] {
  const heads = [...wanted].map((_, at) => wanted.slice(0, at + 1));
  return heads.filter((head) => start.endsWith(head)).map((head) => wanted.slice(head.length));
}
