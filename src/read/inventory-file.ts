import { type Diagnostic, diagnostic, type SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import type { FieldPath } from '../istio/field-path.ts';
import { itemOf, listOf, type Message, textOf } from '../istio/message.ts';
import { nearestName } from '../istio/nearest.ts';
import { type Mistake, readCheckedYaml } from './checked-yaml.ts';
import { type InventoryValues, inventorySchema } from './inventory-schema.ts';
import { suppressionAt } from './suppressions-file.ts';

/** An inventory file as its author wrote it, checked. */
export interface InventoryFile {
  readonly values: InventoryValues;
  readonly suppressions: readonly Suppression[];
  placeOf(path: FieldPath): SourceLocation;
}

export interface TextFile {
  readonly text: string;
  readonly file: string;
}

/** Reads an inventory file; undefined where something is wrong with it, all of which is then among the problems. */
export function readInventoryFile({ text, file }: TextFile): {
  readonly inventory: InventoryFile | undefined;
  readonly problems: readonly Diagnostic[];
} {
  const { value, raw, mistakes, placeOf } = readCheckedYaml(text, file, inventorySchema);
  const found = [...strangers(itemOf(raw)), ...twins(itemOf(raw))];
  const all = [...mistakes, ...found.map(({ message, path }) => ({ message, at: placeOf(path) }))];
  if (!value || all.length > 0) return { inventory: undefined, problems: all.map(invalidInventory) };
  const suppressions = (value.suppressions ?? []).map((one, index) =>
    suppressionAt(one, placeOf(['suppressions', index])),
  );
  return { inventory: { values: value, suppressions, placeOf }, problems: [] };
}

export function invalidInventory({ message, at }: Mistake): Diagnostic {
  return diagnostic({
    code: 'invalid-inventory',
    at: { locate: () => at },
    message,
    why: 'Clusters and networks would be taken to be otherwise than they are, and every verdict on them would be a guess.',
    hint: 'Correct the file; docs/checking.md lists every key. Nothing else was judged.',
  });
}

interface Slip {
  readonly message: string;
  readonly path: FieldPath;
}

/** Names of clusters that are used and not listed, in a file that may have any other mistake as well. */
function strangers(raw: Message): Slip[] {
  const known = namesIn(raw.clusters);
  const check = (name: unknown, path: FieldPath): Slip[] => {
    if (typeof name !== 'string' || name === '' || known.includes(name)) return [];
    const near = nearestName(name, known);
    const hint = near ? `did you mean ${near}?` : `clusters lists ${[...new Set(known)].join(', ') || 'none'}.`;
    return [{ message: `There is no cluster '${name}'; ${hint}`, path }];
  };
  const inList = (list: unknown, path: FieldPath, find: (item: Message, path: FieldPath) => Slip[]) =>
    listOf(list).flatMap((item, index) => find(itemOf(item), [...path, index]));
  const inClusters = (item: Message, path: FieldPath) =>
    listOf(item.clusters).flatMap((name, index) => check(name, [...path, 'clusters', index]));
  return [
    ...inList(raw.clusters, ['clusters'], (one, path) => check(one.configCluster, [...path, 'configCluster'])),
    ...inList(raw.networks, ['networks'], (network, path) =>
      inList(network.gateways, [...path, 'gateways'], (one, inner) => check(one.cluster, [...inner, 'cluster'])),
    ),
    ...inList(raw.services, ['services'], (service, path) => [
      ...inClusters(service, path),
      ...inList(service.versions, [...path, 'versions'], inClusters),
    ]),
    ...inList(raw.gateways, ['gateways'], inClusters),
  ];
}

function twins(raw: Message): Slip[] {
  return ['clusters', 'networks'].flatMap((what) => {
    const names = namesIn(raw[what]);
    return names.flatMap((name, index) =>
      name === '' || names.indexOf(name) === index
        ? []
        : [{ message: `Two ${what} are called '${name}'.`, path: [what, index, 'name'] }],
    );
  });
}

function namesIn(list: unknown): string[] {
  return listOf(list).map((item) => textOf(itemOf(item).name));
}
