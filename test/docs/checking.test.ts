import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/cli/check-output.ts';
import { readInventoryFile } from '../../src/read/inventory-file.ts';
import { inventorySchema } from '../../src/read/inventory-schema.ts';
import { readSuppressionsFile } from '../../src/read/suppressions-file.ts';

const page = readFileSync(new URL('../../docs/checking.md', import.meta.url), 'utf8');
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`\`\`\`yaml ${kind}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '');

describe('docs/checking.md', () => {
  it.each(blocks('inventory'))('has inventories that are read: %#', (text) => {
    expect(readInventoryFile({ text, file: 'mesh.yaml' }).problems).toEqual([]);
  });

  it('has suppressions that are read', () => {
    for (const text of blocks('suppressions')) {
      const { suppressions, problems } = readSuppressionsFile({ text, file: 's.yaml' });
      expect([suppressions.length, problems]).toEqual([1, []]);
    }
  });

  it('names every key of an inventory and of a cluster, and every format', () => {
    const cluster = inventorySchema.shape.clusters.element.shape;
    const meshConfig = cluster.meshConfig.unwrap().shape;
    const others = Object.keys(meshConfig).filter((key) => !/^default\w+ExportTo$/.test(key));
    for (const key of [...Object.keys(inventorySchema.shape), ...Object.keys(cluster), ...others, ...FORMATS])
      expect(page).toContain(`\`${key}\``);
  });

  it('shows every key of services, networks and gateways', () => {
    const { services, networks, gateways } = inventorySchema.shape;
    const shapes = [services, networks, gateways].map((list) => list.unwrap().element.shape);
    const shown = blocks('inventory').join('');
    for (const key of shapes.flatMap((shape) => Object.keys(shape))) expect(shown).toMatch(new RegExp(`\\b${key}:`));
  });
});
