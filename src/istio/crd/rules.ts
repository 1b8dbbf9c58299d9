import { createRequire } from 'node:module';
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { type CelRule, celRules } from '../generated/rules.ts';
import { urlSchemeOf } from '../url.ts';
import { isPlain, type Plain } from './types.ts';

/** The rules that are not true of a value; also those that cannot be asked of it, as the API server has it. */
export function brokenRules(places: readonly number[], self: unknown): CelRule[] {
  const broken: CelRule[] = [];
  for (const place of places) {
    const rule = celRules[place];
    if (rule && !holds(rule, self)) broken.push(rule);
  }
  return broken;
}

const asked = new Map<CelRule, ParseResult>();
let environment: Environment | undefined;

/**
 * Rules that nearly every mesh has to be asked about, answered without the language, which takes a while to load. Other
 * words for a rule in a later release only cost that time.
 */
const answers: Readonly<Record<string, (self: unknown) => boolean>> = {
  'self.all(key, !key.contains("*"))': ofObject((self) => Object.keys(self).every((key) => !key.includes('*'))),
  'self.all(key, key.size() != 0)': ofObject((self) => !Object.hasOwn(self, '')),
  '!self.contains("*")': (self) => typeof self === 'string' && !self.includes('*'),
  '(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&\n!has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true':
    ofObject(
      (self) =>
        (!has(self, 'serviceAccounts') && !has(self, 'notServiceAccounts')) ||
        !['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].some((field) => has(self, field)),
    ),
  'has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? self.selector.matchLabels : {}).size() > 0) : true':
    ofObject((self) => !has(self, 'portLevelMtls') || selectsByLabels(self.selector)),
};

function ofObject(holds: (self: Plain) => boolean): (self: unknown) => boolean {
  return (self) => isPlain(self) && holds(self);
}

function selectsByLabels(selector: unknown): boolean {
  const { matchLabels } = (selector ?? {}) as { readonly matchLabels?: object };
  return Object.keys(matchLabels ?? {}).length > 0;
}

function has(self: Plain, field: string): boolean {
  return self[field] !== undefined && self[field] !== null;
}

function holds(rule: CelRule, self: unknown): boolean {
  const answer = answers[rule.rule];
  if (answer) return answer(self);
  let ask = asked.get(rule);
  if (!ask) {
    environment ??= newEnvironment();
    ask = environment.parse(rule.rule);
    asked.set(rule, ask);
  }
  try {
    return ask({ self }) === true;
  } catch {
    return false;
  }
}

/** Stands for what `url()` returns; the rules ask it for nothing but its scheme. */
class Url {
  readonly scheme: string;
  constructor(text: string) {
    const scheme = isUrl(text) ? urlSchemeOf(text) : undefined;
    if (scheme === undefined) throw new TypeError('not a URL');
    this.scheme = scheme;
  }
}

function isUrl(text: string): boolean {
  return urlSchemeOf(text, true) !== undefined;
}

/** Loaded on first use: many objects have no rule to ask. */
function newEnvironment(): Environment {
  const cel = createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof import('@marcbachmann/cel-js');
  // https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library
  return new cel.Environment()
    .registerVariable('self', 'dyn')
    .registerType('Url', Url)
    .registerFunction('isURL(string): bool', isUrl)
    .registerFunction('url(string): Url', (text: string) => new Url(text))
    .registerFunction('Url.getScheme(): string', (url: Url) => url.scheme);
}
