import { base64, durations, headerNames, integers, long, numbers, texts, type Words, words } from './word-lists.ts';

/** By the format of a field, else by its type. */
export const wordsOfType: Readonly<Record<string, Words>> = {
  duration: durations,
  'positive-duration': durations,
  byte: base64,
  integer: integers,
  number: numbers,
  string: texts,
  boolean: words([true, false], []),
};

/** Keys of maps, by the name of the map. */
export const keysOf: Readonly<Record<string, Words>> = {
  headers: headerNames,
  withoutHeaders: headerNames,
  set: headerNames,
  add: headerNames,
  queryParams: words(['a', 'b-c'], ['', ' ']),
  ports: words(['http', 'https-web', 'tcp'], ['', 'A', 'a_b', long, 'a b']),
  to: words(['us', 'eu/*', 'us/a/*', 'us/a/b'], ['', '*', 'us/*', 'us/a', '*/a', 'a/b/c/d', 'us/*/a', 'us//b']),
  environmentVariables: words(['ISTIO_META_A', 'A'], ['', 'a b']),
  tagOverrides: words(['request_host', 'a'], ['', 'a b']),
  customTags: words(['a', 'b'], ['', ' ']),
  metadata: words(['a', 'b'], ['']),
};

export const labelKeys = words(
  ['app', 'version', 'topology.istio.io/cluster', 'app.kubernetes.io/name', 'security.istio.io/tlsMode'],
  ['', '-a', 'a/b/c', long, 'a b', 'A', 'a/', '/a', 'ä', '*', 'Ex/a', 'a_b/c'],
);
