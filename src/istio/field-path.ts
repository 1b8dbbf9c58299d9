/** The way from the root of an object to a field: `['spec', 'http', 0, 'route']`. */
export type FieldPath = readonly (string | number)[];

/** As people and API servers write it: `spec.http[0].route`. */
export function printPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[\w$-]+$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
