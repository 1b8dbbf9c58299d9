/**
 * What is wrong with the value of a header that Envoy is to set: control characters, or a `%` that neither stands doubled
 * nor opens a whole `%COMMAND%` or `%COMMAND(arguments)%`. Undefined when nothing is. Which commands there are is not
 * judged: Istio does not either.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#custom-request-response-headers
 */
export function headerValueProblem(value: string): string | undefined {
  if (PLAIN.test(value)) return undefined;
  if (hasControl(value)) return 'it holds a control character';
  return percentProblem(value);
}

const PLAIN = /^[\t\x20-\x24\x26-\x7e]*$/;

function hasControl(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

type State = 'text' | 'name' | 'arguments' | 'string' | 'bare' | 'between' | 'close' | 'end';

const WRONG: Readonly<Record<Exclude<State, 'text' | 'name' | 'arguments' | 'bare'>, string>> = {
  string: 'in the arguments of a %COMMAND% a quoted text was expected',
  between: "in the arguments of a %COMMAND% ',' or ']' was expected",
  close: "in a %COMMAND% ')' was expected after its arguments",
  end: "a '%' was expected after the arguments of a %COMMAND%",
};

function percentProblem(value: string): string | undefined {
  let state: State = 'text';
  for (let i = 0; i < value.length; i++) {
    const char = value[i] ?? '';
    if (state === 'text') {
      if (char !== '%') continue;
      if (i + 1 === value.length) return "it ends in a single '%'";
      if (value[i + 1] === '%') i++;
      else state = 'name';
    } else if (state === 'bare' && char === '\\') {
      if (i + 1 === value.length) return 'it ends in a backslash within the arguments of a %COMMAND%';
      i++;
    } else {
      const next = follow(state, char);
      if (next === undefined) return WRONG[state as keyof typeof WRONG];
      state = next;
    }
  }
  return state === 'text' ? undefined : "a single '%' opens a %COMMAND% that does not end";
}

/** The state after a character; undefined where it may not stand. Envoy's own reading, one character at a time. */
function follow(state: Exclude<State, 'text'>, char: string): State | undefined {
  switch (state) {
    case 'name':
      return char === '%' ? 'text' : char === '(' ? 'arguments' : 'name';
    case 'arguments': // a list of quoted texts, or one text as it is
      return char === '[' ? 'string' : char === ' ' ? 'arguments' : 'bare';
    case 'string':
      return char === '"' ? 'bare' : char === ' ' ? 'string' : undefined;
    case 'bare':
      return char === ')' ? 'end' : char === '"' ? 'between' : 'bare';
    case 'between':
      return char === ',' ? 'string' : char === ']' ? 'close' : char === ' ' ? 'between' : undefined;
    case 'close':
      return char === ')' ? 'end' : char === ' ' ? 'close' : undefined;
    case 'end':
      return char === '%' ? 'text' : char === ' ' ? 'end' : undefined;
  }
}
