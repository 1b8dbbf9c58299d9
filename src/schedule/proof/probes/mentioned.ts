import type { Manifest } from '../../../istio/manifest.ts';
import { namespaceOf, specOf } from '../../../simulate/objects.ts';
import { namespaceTest, principalTest } from '../../../simulate/reach/access/texts.ts';
import { entries, type Fields, fields, text, textMap, texts } from '../../../simulate/shape.ts';

/**
 * What objects tell clients apart by. Two clients of one cluster that differ in nothing of it get the same answer to every
 * request, as far as these objects decide it.
 */
export interface Mentioned {
  /** Namespaces that have such an object, or are named by one (`exportTo`, `sourceNamespace`, access policies). */
  readonly namespaces: ReadonlySet<string>;
  /** Service accounts that access policies name, whatever the namespace. */
  readonly accounts: ReadonlySet<string>;
  /** `namespace/account` that access policies name; an empty namespace where a pattern leaves it open. */
  readonly identities: ReadonlySet<string>;
  /** Label keys with the values that selectors ask for. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** Selectors of clients, each with the namespace that it is limited to; by a text that tells them apart. */
  readonly selectors: ReadonlyMap<string, MentionedSelector>;
}

export interface MentionedSelector {
  /** Undefined: clients of any namespace. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Service accounts with known pods, as `namespace/account`, and namespaces: what patterns of policies may mean. */
export interface KnownIdentities {
  readonly namespaces: readonly string[];
  readonly identities: readonly (readonly [namespace: string, account: string])[];
  readonly trustDomains: readonly string[];
}

/** Collects what objects mention. */
export class Mentions implements Mentioned {
  readonly namespaces = new Set<string>();
  readonly accounts = new Set<string>();
  readonly identities = new Set<string>();
  readonly labels = new Map<string, Set<string>>();
  readonly selectors = new Map<string, MentionedSelector>();

  selector(namespace: string | undefined, labels: MentionedSelector['labels'] | undefined): void {
    if (namespace !== undefined) this.namespaces.add(namespace);
    const pairs = Object.entries(labels ?? {});
    if (!labels || pairs.length === 0) return;
    for (const [key, value] of pairs) this.labels.set(key, (this.labels.get(key) ?? new Set()).add(value));
    this.selectors.set(`${namespace ?? ''} ${JSON.stringify(pairs.sort())}`, { namespace, labels });
  }

  identity(namespace: string, account: string): void {
    if (namespace !== '') this.namespaces.add(namespace);
    this.accounts.add(account);
    this.identities.add(`${namespace}/${account}`);
  }

  add({ namespaces, accounts, identities, labels, selectors }: Mentioned): void {
    for (const one of namespaces) this.namespaces.add(one);
    for (const one of accounts) this.accounts.add(one);
    for (const one of identities) this.identities.add(one);
    for (const [key, one] of selectors) this.selectors.set(key, one);
    for (const [key, values] of labels) {
      const known = this.labels.get(key) ?? new Set<string>();
      for (const value of values) known.add(value);
      this.labels.set(key, known);
    }
  }
}

/** What one object tells clients apart by; undefined: nothing. */
export function mentionedBy(manifest: Manifest, known: KnownIdentities): Mentioned | undefined {
  const read = READERS[manifest.kind];
  if (!read) return undefined;
  const mentions = new Mentions();
  read(mentions, { spec: specOf(manifest), namespace: namespaceOf(manifest), known });
  return mentions;
}

interface Reading {
  readonly spec: Fields;
  readonly namespace: string;
  readonly known: KnownIdentities;
}

type Reader = (mentions: Mentions, reading: Reading) => void;

/** Kinds whose effect depends on who asks. */
const READERS: Readonly<Record<string, Reader>> = {
  VirtualService(mentions, reading) {
    exported(mentions, reading);
    for (const list of ['http', 'tls', 'tcp']) {
      for (const rule of entries(reading.spec[list])) {
        for (const match of entries(rule.match)) {
          mentions.selector(text(match.sourceNamespace), textMap(match.sourceLabels));
        }
      }
    }
  },
  DestinationRule(mentions, reading) {
    exported(mentions, reading);
    mentions.selector(reading.namespace, textMap(fields(reading.spec.workloadSelector).matchLabels));
  },
  ServiceEntry: exported,
  Sidecar: ofProxies,
  EnvoyFilter: ofProxies,
  WasmPlugin: ofProxies,
  TrafficExtension: ofProxies,
  AuthorizationPolicy(mentions, reading) {
    for (const rule of entries(reading.spec.rules)) {
      for (const { source } of entries(rule.from)) ofSource(mentions, fields(source), reading);
      for (const { key, values, notValues } of entries(rule.when)) {
        const field = SOURCE_KEYS[String(key)];
        if (field) ofSource(mentions, { [field]: [...texts(values), ...texts(notValues)] }, reading);
      }
    }
  },
};

const SOURCE_KEYS: Readonly<Record<string, string>> = {
  'source.namespace': 'namespaces',
  'source.principal': 'principals',
  'source.serviceAccount': 'serviceAccounts',
};

function exported(mentions: Mentions, { spec, namespace }: Reading): void {
  mentions.namespaces.add(namespace);
  for (const token of texts(spec.exportTo)) if (isName(token)) mentions.namespaces.add(token);
}

export function isName(token: string): boolean {
  return token !== '*' && token !== '.' && token !== '~' && token !== '';
}

function ofProxies(mentions: Mentions, { spec, namespace }: Reading): void {
  const selector = textMap(fields(spec.workloadSelector).labels) ?? textMap(fields(spec.selector).matchLabels);
  mentions.selector(namespace, selector);
}

function ofSource(mentions: Mentions, source: Fields, { namespace, known }: Reading): void {
  for (const value of [...texts(source.namespaces), ...texts(source.notNamespaces)]) {
    ofNamespace(mentions, value, known);
  }
  for (const value of [...texts(source.principals), ...texts(source.notPrincipals)]) {
    ofPrincipal(mentions, value, known);
  }
  for (const value of [...texts(source.serviceAccounts), ...texts(source.notServiceAccounts)]) {
    const slash = value.indexOf('/');
    mentions.identity(slash === -1 ? namespace : value.slice(0, slash), value.slice(slash + 1));
  }
}

function ofNamespace(mentions: Mentions, value: string, { namespaces }: KnownIdentities): void {
  if (value === '*') return;
  if (!value.includes('*')) {
    mentions.namespaces.add(value);
    return;
  }
  const matches = namespaceTest(value);
  for (const one of namespaces) if (matches(`spiffe://any/ns/${one}/sa/any`)) mentions.namespaces.add(one);
  mentions.namespaces.add(value.replaceAll('*', 'any'));
}

/** A pattern is taken for the known accounts that it matches, and for one that it names without anybody knowing it. */
function ofPrincipal(mentions: Mentions, value: string, { identities, trustDomains }: KnownIdentities): void {
  if (value === '*') return;
  const namespace = /\/ns\/([^/*]+)\/|^\*?ns\/([^/*]+)\//.exec(value);
  const account = /\/sa\/([^/*]+)$/.exec(value)?.[1];
  const named = namespace?.[1] ?? namespace?.[2] ?? '';
  if (account !== undefined) mentions.identity(named, account);
  else if (named !== '') mentions.namespaces.add(named);
  if (!value.includes('*')) return;
  const matches = principalTest(value);
  for (const [home, who] of identities) {
    if (trustDomains.some((domain) => matches(`spiffe://${domain}/ns/${home}/sa/${who}`))) mentions.identity(home, who);
  }
}
