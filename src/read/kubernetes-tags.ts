import type { CollectionTag, ScalarTag } from 'yaml';

/**
 * Which values a Kubernetes API server finds in plain YAML text, given the library's own idea of YAML 1.1. The two
 * differ in what JSON cannot hold (dates, binary data, sets and `1:30` as a number are text to Kubernetes) and in the
 * spelling of numbers: the library makes NaN of the texts `e1` and `.`, and does not know `0o17`.
 */
export function kubernetesTags<T extends Tag>(tags: readonly T[]): (T | ScalarTag)[] {
  return [...tags.filter((tag) => typeof tag === 'string' || isShared(tag)), octal, float];
}

type Tag = ScalarTag | CollectionTag | string;

function isShared(tag: ScalarTag | CollectionTag): boolean {
  // Of the library's three kinds of float only the one for infinities and NaN remains, so that those are recognised.
  if (tag.tag === float.tag) return 'test' in tag && tag.test?.test('.inf') === true;
  const isSexagesimal = 'format' in tag && tag.format === 'TIME';
  return !isSexagesimal && !foreignTags.has(tag.tag);
}

const foreignTags: ReadonlySet<string> = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
);

const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => Number(text.replace(/[-+_]/g, '')) * (text.startsWith('-') ? -1 : 1),
};

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number.parseFloat(text.replaceAll('_', '')),
};
