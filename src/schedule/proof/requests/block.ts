import type { Asked } from '../../../simulate/route/asked.ts';
import type { Pattern } from './pattern.ts';

/**
 * A part of a request that is chosen independently of the others: `path`, `method`, `authority`, `scheme`, `sni`,
 * `header x`, `parameter x`; of a token `principal` (issuer and subject), `audiences`, `claim x`.
 */
export type Field = string;

/** 2: it holds; 0: it does not; 1: it depends on something that requests of the simulator do not have. */
export type Truth = 0 | 1 | 2;

/** One condition on one field. */
export interface Piece {
  readonly field: Field;
  /** Equal for equal conditions. */
  readonly key: string;
  readonly patterns: readonly Pattern[];
  /** Of a principal: the part about its subject; `patterns` is about its issuer. */
  readonly subjects?: readonly Pattern[];
  /** Of a request of which nothing is looked at but the field. */
  readonly holds: (asked: Asked) => Truth;
  /** The object and the field of it, for people. */
  readonly origin: string;
}

/** Conditions that are asked for together: an entry of `match`, of a rule's `from` or `to`, or all of its `when`. */
export interface Block {
  readonly key: string;
  readonly pieces: readonly Piece[];
}

export function blockOf(pieces: readonly Piece[]): Block {
  return { key: pieces.map(({ key }) => key).join(' & '), pieces };
}

/** The field that a header is, pseudo-headers and those that proxies have another name for included. */
export function headerField(name: string): Field {
  const lower = name.toLowerCase();
  switch (lower) {
    case ':method':
    case ':path':
    case ':scheme':
    case ':authority':
      return lower.slice(1);
    case 'host':
      return 'authority';
    default:
      return `header ${lower}`;
  }
}
