import fc from 'fast-check';
import { policyOf, type SettingName, settingNames } from '../../../src/policies/settings.ts';
import { settingValues } from './setting-values.ts';

/** Values of any setting of the shelf: the richest arbitrary there is, its example otherwise. */
export function settingArbitrary(name: SettingName): fc.Arbitrary<unknown> {
  return (settingValues as Partial<typeof settingValues>)[name] ?? fc.constant(policyOf(name).example);
}

/** Settings that say something in a DestinationRule, where a single version can be told apart. */
export const destinationSettings: readonly SettingName[] = settingNames.filter((name) =>
  policyOf(name).owns.every((path) => path.startsWith('trafficPolicy.')),
);

/**
 * Values that are right whatever else a mesh says: tries are short, faults rare and distributions name every region.
 */
export function asAnyMeshBears(name: SettingName): fc.Arbitrary<unknown> {
  return (bearable as Partial<Record<SettingName, fc.Arbitrary<unknown>>>)[name] ?? settingArbitrary(name);
}

const bearable = {
  clientTls: fc.constant({ mode: 'ISTIO_MUTUAL' }),
  // Gateways between networks have no labels of pods: to ask for a label is to ask for other networks first.
  failoverPriority: settingArbitrary('failoverPriority').filter((value) => !(value as string[]).includes('version=')),
  faults: settingArbitrary('faults').filter((value) => !JSON.stringify(value).includes('"percent":100}')),
};

/** Options that only the newest release has, by the setting. */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  httpConnectionPool: ['http2KeepAlive'],
  outlierDetection: ['outlierDetectionHttpErrorCodes'],
  retryBudget: ['budgetInterval'],
};

/** Settings that only the newest release has. */
const NEW: readonly string[] = ['zoneAware'];

/** The same settings without such options. */
export function ofEveryRelease<T extends object>(settings: T): T {
  const known = Object.entries(settings).filter(([name]) => !NEW.includes(name));
  const kept = known.map(([name, value]) => {
    const newer = NEWER[name] ?? Object.values(NEWER).flat();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [name, value];
    const left = Object.entries(value).filter(([option]) => !newer.includes(option));
    return [name, left.length === 0 && name === 'httpConnectionPool' ? { maxRetries: 5 } : Object.fromEntries(left)];
  });
  return Object.fromEntries(kept) as T;
}
