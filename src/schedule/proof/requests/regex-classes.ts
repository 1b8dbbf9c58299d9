import type { Range } from './nodes.ts';

/** The last code point. */
export const LAST = 0x10ffff;

/** Every character that is not among these. */
export function negated(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}

const DIGIT: readonly Range[] = [[48, 57]];
const UPPER: readonly Range[] = [[65, 90]];
const LOWER: readonly Range[] = [[97, 122]];
const WORD: readonly Range[] = [...DIGIT, ...UPPER, [95, 95], ...LOWER];
const SPACE: readonly Range[] = [
  [9, 10],
  [12, 13],
  [32, 32],
];

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  alpha: [...UPPER, ...LOWER],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGIT,
  graph: [[33, 126]],
  lower: LOWER,
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: UPPER,
  word: WORD,
  xdigit: [...DIGIT, [65, 70], [97, 102]],
};

/** Of `[:name:]`. */
export function classRanges(name: string): readonly Range[] | undefined {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
}

const SETS: Readonly<Record<string, readonly Range[]>> = {
  d: DIGIT,
  D: negated(DIGIT),
  w: WORD,
  W: negated(WORD),
  s: SPACE,
  S: negated(SPACE),
};

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

interface Escape {
  readonly ranges: readonly Range[];
  /** How much of what follows belongs to it. */
  readonly length: number;
  /** Whether it is all that is not in a class. */
  readonly negative?: boolean;
}

/** What a backslash and a character mean, with what follows them. Undefined: not read. */
export function escapeRanges(char: string, rest: string): Escape | undefined {
  if (Object.hasOwn(SETS, char)) return { ranges: SETS[char] ?? [], length: 0, negative: /[DWS]/.test(char) };
  if (Object.hasOwn(CONTROLS, char)) return single(CONTROLS[char] ?? 0, 0);
  if (char === 'x') {
    const hex = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest);
    return hex ? single(Number.parseInt(hex[1] ?? hex[2] ?? '', 16), hex[0].length) : undefined;
  }
  if (char === 'p' || char === 'P') {
    const name = /^(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(rest);
    const ranges = name && unicode(name[2] ?? name[3] ?? '');
    if (!ranges) return undefined;
    const isNegated = (char === 'P') !== (name[1] === '^');
    return { ranges: isNegated ? negated(ranges) : ranges, length: name[0].length, negative: isNegated };
  }
  if (/^[0-7]$/.test(char)) {
    const octal = /^[0-7]{0,2}/.exec(rest)?.[0] ?? '';
    return single(Number.parseInt(char + octal, 8), octal.length);
  }
  return /^[A-Za-z]$/.test(char) ? undefined : single(char.codePointAt(0) ?? 0, 0);
}

function single(code: number, length: number): Escape {
  return { ranges: [[code, code]], length };
}

const ASCII = 128;

/** The part of a Unicode category or script that is in ASCII. */
function unicode(name: string): readonly Range[] | undefined {
  const test = compiled(`\\p{${name}}`) ?? compiled(`\\p{Script=${name}}`);
  if (!test) return undefined;
  const codes = Array.from({ length: ASCII }, (_, code) => code).filter((code) => test.test(String.fromCharCode(code)));
  return codes.map((code): Range => [code, code]);
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u');
  } catch {
    return undefined;
  }
}
