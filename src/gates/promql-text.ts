/** A text that stands within double quotes of PromQL. */
export function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** A label's value inside double quotes of PromQL. */
export function quoted(value: string): string {
  return `"${escaped(value)}"`;
}

/** A text as a regular expression that matches just this text. Prometheus anchors expressions itself. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A selector's matchers between braces. */
export function matchers(
  all: readonly (readonly [label: string, operator: '=' | '=~' | '!=', value: string])[],
): string {
  return `{${all.map(([label, operator, value]) => `${label}${operator}${quoted(value)}`).join(',')}}`;
}

/** Any of the texts, as the value of a `=~` matcher. */
export function anyOf(texts: readonly string[]): string {
  return [...texts].sort().map(literally).join('|');
}
