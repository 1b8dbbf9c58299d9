import { parseAllDocuments } from 'yaml';
import type { Inventory, ServiceFacts } from '../../../src/istio/inventory.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';

// biome-ignore lint/suspicious/noExplicitAny: the walker looks into parsed YAML of any kind, on purpose without our types
export type Any = any;

/** One object of the output, with the file it was read from. */
export interface Found {
  readonly path: string;
  readonly cluster: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly spec: Any;
  readonly manifest: Manifest;
}

export type Report = (found: Pick<Found, 'path'>, message: string) => void;

/** The folders of one mesh, parsed back from their text, with the questions that a client's istiod would answer. */
export class Tree {
  readonly inventory: Inventory;
  readonly objects: readonly Found[];
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly multiNetwork: boolean;

  constructor(inventory: Inventory, files: ReadonlyMap<string, string>) {
    this.inventory = inventory;
    this.objects = [...files].filter(([path]) => path.endsWith('.yaml')).flatMap(([path, text]) => parse(path, text));
    this.services = new Map(inventory.services.map((service) => [service.host, service]));
    this.multiNetwork = new Set(inventory.clusters.map(({ network }) => network)).size > 1;
  }

  of(kind: string, cluster?: string): Found[] {
    return this.objects.filter(
      (object) => object.kind === kind && (cluster === undefined || object.cluster === cluster),
    );
  }

  /** The DestinationRule that a client of a namespace uses: its own namespace's, the service's, the root namespace's. */
  ruleFor(cluster: string, client: string, host: string): Found | undefined {
    const rules = this.of('DestinationRule', cluster).filter(({ spec }) => spec.host === host);
    const home = this.services.get(host)?.namespace;
    const own = rules.find(({ namespace }) => namespace === client);
    const seen = (from: string | undefined) => rules.find((rule) => rule.namespace === from && visible(rule, client));
    return (
      own ??
      seen(home) ??
      seen(this.inventory.rootNamespace) ??
      (home === undefined ? rules.find((rule) => visible(rule, client)) : undefined)
    );
  }

  /** Every namespace that a client may live in, one that nobody declared among them. */
  namespaces(): string[] {
    const { services, gateways } = this.inventory;
    return [...new Set([...services, ...gateways].map(({ namespace }) => namespace)), 'nobody-declared-this'];
  }

  /** Services of a namespace whose pods in the cluster the labels select. */
  selected(cluster: string, namespace: string, labels: Readonly<Record<string, string>>): ServiceFacts[] {
    return this.inventory.services.filter(
      (service) =>
        service.namespace === namespace &&
        service.runsIn.some((place) => place.cluster === cluster) &&
        Object.entries(labels).every(([key, value]) => service.workload[key] === value),
    );
  }
}

export function visible({ spec, namespace }: Found, client: string): boolean {
  const to: readonly string[] = spec.exportTo ?? ['*'];
  return to.includes('*') || to.includes(client) || (to.includes('.') && namespace === client);
}

/** Stages share most of their texts, and parsing is what takes the time. */
const parsed = new Map<string, Manifest>();

/** As Kubernetes reads it, YAML 1.1. A text that does not parse, or is not one object, is an error of the test's own. */
function parse(path: string, text: string): Found[] {
  const cluster = path.split('/clusters/')[1]?.split('/')[0] ?? '';
  const manifest = parsed.get(text) ?? manifestOf(path, text);
  if (parsed.size > 5000) parsed.clear();
  parsed.set(text, manifest);
  const { name, namespace = '' } = manifest.metadata;
  return [{ path, cluster, kind: manifest.kind, name, namespace, spec: manifest.spec ?? {}, manifest }];
}

function manifestOf(path: string, text: string): Manifest {
  const documents = parseAllDocuments(text, { version: '1.1' });
  if (!Array.isArray(documents) || documents.length !== 1) throw new Error(`${path} is not one document`);
  const [document] = documents;
  if (!document || document.errors.length > 0) throw new Error(`${path}: ${document?.errors.join('; ')}`);
  return document.toJS() as Manifest;
}
