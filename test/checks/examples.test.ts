import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runObjectChecks } from '../../src/checks/run-objects.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { bookinfo } from './bookinfo-workloads.ts';
import { worldOf } from './world-case.ts';

/** Istio's own sample objects for Bookinfo, where they are at hand. */
const folder = fileURLToPath(new URL('../../../shared/istio/examples/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];

/** Routes to subsets need the rules that define them; Istio's documentation applies these first. */
const RULES = 'destination-rule-all.yaml';

/** The rules define a subset for a virtual machine, which is not there. */
const MACHINE = 'IST0173 KIA0203 | subset-selects-no-pods | DestinationRule default/ratings | spec.subsets[3].labels';

/** What `istioctl analyze` says of the files too, beside the same Services and pods. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'certmanager-gateway.yaml': [
    'IST0101 KIA1101 | unknown-destination-host | VirtualService istio-system/cert-manager | spec.http[0].route[0].destination.host',
  ],
  'destination-rule-all-mtls.yaml': [MACHINE],
  'destination-rule-all.yaml': [MACHINE],
  'egress-rule-google-apis.yaml': [
    'IST0129 | no-server-verification | DestinationRule default/originate-tls-for-googleapis | spec.trafficPolicy.portLevelSettings[0].tls.mode',
  ],
  'fault-injection-details-v1.yaml': [
    'IST0133 IST0130 | virtual-service-validation | VirtualService default/details | spec.http[1]',
  ],
};

describe.skipIf(files.length === 0)('samples of Bookinfo', () => {
  it.each(files)('%s', (name) => {
    const text = read(name);
    const needsRules = /\bsubset:/.test(text) && !text.includes('kind: DestinationRule');
    const found = runObjectChecks(
      worldOf({ clusters: { east: `${bookinfo}---\n${needsRules ? `${read(RULES)}\n---\n` : ''}${text}` } }),
    );
    const known = [...(needsRules ? [MACHINE] : []), ...(KNOWN[name] ?? [])];
    expect(found.map(summary)).toEqual(known);
  });
});

function summary({ code, object, field, equivalents = [] }: Diagnostic): string {
  return [equivalents.join(' '), code, object, field].join(' | ');
}

function read(name: string): string {
  return readFileSync(`${folder}${name}`, 'utf8');
}
