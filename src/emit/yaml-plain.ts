/**
 * Whether a string may stand in YAML without quotes, as a key and as a value in block style, and be read as that
 * string by YAML 1.1 and 1.2 parsers alike. Deliberately narrow: a needless pair of quotes harms nobody.
 */
export function isPlain(value: string): boolean {
  const first = classOf(value.charCodeAt(0));
  // The class of an empty string's first character (NaN) is 0 as well.
  if ((first & (startsText | digit)) === 0) return false;
  let seen = 0;
  let previous = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const kind = classOf(code);
    if (kind === 0) return false;
    if (code === SPACE && previous === COLON) return false;
    if (code === HASH && previous === SPACE) return false;
    seen |= kind;
    previous = code;
  }
  if (previous === SPACE || previous === COLON) return false;
  // Numbers in all their forms, sexagesimals, timestamps: whatever begins with a digit needs one character that none
  // of them has, as `5s`, `100Mi` and `10.0.0.0/8` do.
  if ((first & digit) !== 0 || beginsLikeExponent(value)) return (seen & neverInNumber) !== 0;
  return value.length > longestReserved || !reserved.has(value.toLowerCase());
}

/** Some YAML 1.1 parsers take `e1` for a number that lacks its digits. */
function beginsLikeExponent(value: string): boolean {
  const second = value.charCodeAt(1);
  return (
    (value[0] === 'e' || value[0] === 'E') && ((classOf(second) & digit) !== 0 || second === PLUS || second === MINUS)
  );
}

const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;
const HASH = 0x23;
const COLON = 0x3a;

// Booleans and nulls of YAML 1.1 and 1.2, and the numbers that some parsers spell without a dot.
const reserved: ReadonlySet<string> = new Set([
  'y',
  'n',
  'yes',
  'no',
  'on',
  'off',
  'true',
  'false',
  'null',
  'inf',
  'infinity',
  'nan',
]);
const longestReserved = 8;

// Classes of the printable ASCII characters, as bits. All other characters have none and force quotes.
const allowed = 1;
const digit = 2;
const startsText = 4;
const neverInNumber = 8;

const classes = new Uint8Array(128);
for (let code = 0x20; code < 0x7f; code++) {
  const char = String.fromCharCode(code);
  let kind = allowed;
  if (/[0-9]/.test(char)) kind |= digit;
  // The characters that are left out begin a number, a special word (`~`, `=`, `<<`, `.inf`) or a piece of syntax.
  if (/[A-Za-z/_$(^\\;]/.test(char)) kind |= startsText;
  // Left out: digits; signs, points and separators; the letters of `0x1F`, `0o7`, `1e3`, `0x1p4`, `T`, `Z`, inf, nan.
  if (!/[0-9 +\-.:,_a-fA-FxXoOpPtTzZiInN]/.test(char)) kind |= neverInNumber;
  classes[code] = kind;
}

function classOf(code: number): number {
  return classes[code] ?? 0;
}
