/** Objects from anywhere have any shape: whatever is not what a field should be is nothing. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Texts, sorted, each once; numbers count as theirs. */
export function textsOf(value: unknown): readonly string[] {
  const texts = itemsOf(value).filter((item) => typeof item === 'string' || typeof item === 'number');
  return [...new Set(texts.map(String))].sort();
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function labelsOf(value: unknown): Readonly<Record<string, string>> {
  const labels = Object.entries(fieldsOf(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(labels);
}
