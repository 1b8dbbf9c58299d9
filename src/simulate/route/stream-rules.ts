import type { Manifest } from '../../istio/manifest.ts';
import { namespaceOf, refOf, specOf } from '../objects.ts';
import type { ObjectRef } from '../outcome.ts';
import { entries, type Fields, texts } from '../shape.ts';
import { fullNames } from './full-names.ts';
import { type SourceConditions, sourceConditions } from './http-rules.ts';

/** One entry of a VirtualService's `tls` or `tcp`, names in full. */
export interface StreamRule {
  readonly object: ObjectRef;
  readonly list: 'tls' | 'tcp';
  readonly index: number;
  readonly targets: readonly Fields[];
  /** Empty: no `match`. */
  readonly alternatives: readonly StreamAlternative[];
}

export interface StreamAlternative {
  readonly index: number;
  readonly source: SourceConditions;
  readonly sniHosts: readonly string[];
  /** Addresses that it asks for. */
  readonly subnets: readonly string[];
}

interface StreamRules {
  readonly tls: readonly StreamRule[];
  readonly tcp: readonly StreamRule[];
}

const read = new WeakMap<Manifest, StreamRules>();

export function streamRules(manifest: Manifest): StreamRules {
  const known = read.get(manifest);
  if (known) return known;
  const spec = specOf(manifest);
  const namespace = namespaceOf(manifest);
  const object = refOf(manifest);
  const rulesOf = (list: 'tls' | 'tcp'): StreamRule[] =>
    entries(spec[list]).map((entry, index) => {
      const rule = fullNames(entry, namespace);
      return {
        object,
        list,
        index,
        targets: entries(rule.route),
        alternatives: entries(rule.match).map(alternative),
      };
    });
  const made = { tls: rulesOf('tls'), tcp: rulesOf('tcp') };
  read.set(manifest, made);
  return made;
}

function alternative(match: Fields, index: number): StreamAlternative {
  return {
    index,
    source: sourceConditions(match),
    sniHosts: texts(match.sniHosts).map((host) => host.toLowerCase()),
    subnets: texts(match.destinationSubnets),
  };
}
