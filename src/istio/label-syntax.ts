/** Labels of pods as Istio's validation judges them: Kubernetes' rules, but for the length of values. */
const KEY =
  /^([a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)*\/)?((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;
const PLAIN_KEY = /^[A-Za-z0-9]+$/;
const VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const MOST_IN_PREFIX = 253;
const MOST_IN_NAME = 63;

/** `name` or `prefix.example/name`. */
export function isLabelKey(key: string): boolean {
  if (key.length <= MOST_IN_NAME && PLAIN_KEY.test(key)) return true;
  if (key.length > MOST_IN_PREFIX + 1 + MOST_IN_NAME) return false;
  const parts = KEY.exec(key);
  if (!parts) return false;
  const [, prefix = '', name = ''] = parts;
  return prefix.length <= MOST_IN_PREFIX + 1 && name.length <= MOST_IN_NAME;
}

/** Empty, or letters, digits and inner `-`, `_`, `.`; of any length, as Istio does not look at it. */
export function isLabelValue(value: string): boolean {
  return VALUE.test(value);
}
