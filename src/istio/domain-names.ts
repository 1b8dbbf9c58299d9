/**
 * Names of hosts as Istio's validation judges them. Istio takes letters of either case, unlike Kubernetes. What is wrong
 * with a name comes as words that continue a sentence: "`shop..example` is not a domain name: a label is empty".
 */
const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*-?)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
const MOST_IN_LABEL = 63;
const MOST_IN_NAME = 255;
const MOST_INT64 = 9_223_372_036_854_775_807n;

/** One part of a host between dots: at most 63 letters of either case, digits and inner hyphens. */
export function isHostLabel(text: string): boolean {
  return text.length <= MOST_IN_LABEL && LABEL.test(text);
}

/** The same, or `*`, `*label`, `*-label`. */
export function isWildcardHostLabel(text: string): boolean {
  return text.length <= MOST_IN_LABEL && WILDCARD_LABEL.test(text);
}

/** What keeps a text from being a fully qualified domain name; one label is enough, a trailing dot allowed. */
export function domainNameProblem(name: string): string | undefined {
  if (isPlainName(name)) return undefined;
  return lengthProblem(name) ?? labelsProblem(name);
}

/** What keeps a text from being a domain name whose first label may be or begin with a wildcard. */
export function wildcardDomainProblem(name: string): string | undefined {
  if (isPlainName(name)) return undefined;
  const length = lengthProblem(name);
  if (length !== undefined) return length;
  const dot = name.indexOf('.');
  const first = dot === -1 ? name : name.slice(0, dot);
  if (!isWildcardHostLabel(first)) return labelProblem(first);
  return dot === -1 ? undefined : labelsProblem(name.slice(dot + 1));
}

/** `*foo.example`: a wildcard that is only a part of its label, which Istio's gateways and sidecars do not take. */
export function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host !== '*' && !host.startsWith('*.');
}

const DOT = 46;
const HYPHEN = 45;

/** Sees in one pass that a name is of the usual kind: small letters, digits, hyphens, a letter behind the last dot. */
function isPlainName(name: string): boolean {
  if (name.length > MOST_IN_NAME) return false;
  let start = 0;
  let before = DOT;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === DOT) {
      if (before === DOT || before === HYPHEN || i - start > MOST_IN_LABEL) return false;
      start = i + 1;
    } else if (code === HYPHEN) {
      if (before === DOT) return false;
    } else if (!(code >= 97 && code <= 122) && !(code >= 48 && code <= 57)) return false;
    before = code;
  }
  return before !== HYPHEN && name.length - start <= MOST_IN_LABEL && name.charCodeAt(start) >= 97;
}

function lengthProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  return name.length > MOST_IN_NAME ? `it has more than ${MOST_IN_NAME} characters` : undefined;
}

function labelsProblem(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (/^\d+$/.test(last) && BigInt(last) <= MOST_INT64) return `its last label "${last}" is a number`;
  let start = 0;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', start)) {
    const label = name.slice(start, dot);
    if (!isHostLabel(label)) return labelProblem(label);
    start = dot + 1;
  }
  return last === '' || isHostLabel(last) ? undefined : labelProblem(last);
}

function labelProblem(label: string): string {
  if (label === '') return 'one of its labels is empty';
  if (label.length > MOST_IN_LABEL) return `its label "${label}" has more than ${MOST_IN_LABEL} characters`;
  return `its label "${label}" holds what a label may not hold`;
}
