import fc from 'fast-check';
import { policyOf, type SettingName, settingNames, type TrafficSettings } from '../../../src/policies/settings.ts';

type ArbitraryOf = { readonly [Name in SettingName]?: fc.Arbitrary<NonNullable<TrafficSettings[Name]>> };

const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'] as const;

/** Values of each setting that are valid whatever else a mesh says: tries are short, timeouts are long. */
export const settingArbitraries: ArbitraryOf = {
  timeout: fc.constantFrom('1s', '2s', '2500ms', '1m30s', '1.5s', '1h'),
  loadBalancer: fc.constantFrom('LEAST_REQUEST', 'RANDOM', 'ROUND_ROBIN', 'PASSTHROUGH'),
  retries: fc.oneof(
    fc.constant({ attempts: 0 }),
    fc.record(
      {
        attempts: fc.integer({ min: 1, max: 3 }),
        perTryTimeout: fc.constantFrom('100ms', '0.2s', '200ms'),
        on: fc.constantFrom(['5xx'], ['5xx', 'reset'], ['gateway-error', 'connect-failure', 'refused-stream'], []),
      },
      { requiredKeys: ['attempts'] },
    ),
  ) as ArbitraryOf['retries'] & object,
  // Failover, which may be set elsewhere, needs a detection that can eject.
  outlierDetection: fc
    .record(
      {
        consecutive5xxErrors: fc.integer({ min: 0, max: 10 }),
        consecutiveGatewayErrors: fc.integer({ min: 0, max: 10 }),
        interval: fc.constantFrom('5s', '10s', '500ms'),
        baseEjectionTime: fc.constantFrom('30s', '1m'),
        maxEjectionPercent: fc.integer({ min: 0, max: 100 }),
        minHealthPercent: fc.integer({ min: 0, max: 100 }),
      },
      { requiredKeys: [] },
    )
    .map((options) =>
      options.consecutive5xxErrors === 0 ? { ...options, consecutiveGatewayErrors: 1 } : options,
    ) as ArbitraryOf['outlierDetection'] & object,
  localityFailover: fc.oneof(
    fc.constant(true as const),
    fc
      .uniqueArray(fc.constantFrom(...REGIONS), { minLength: 0, maxLength: 3 })
      .map((froms) =>
        froms.map((from) => ({ from, to: REGIONS[(REGIONS.indexOf(from) + 1) % REGIONS.length] as string })),
      ),
  ),
};

/** Values of any setting of the shelf: the richest arbitrary there is, its example otherwise. */
export function settingArbitrary(name: SettingName): fc.Arbitrary<unknown> {
  return settingArbitraries[name] ?? fc.constant(policyOf(name).example);
}

/** Settings that say something in a DestinationRule, where a single version can be told apart. */
export const destinationSettings: readonly SettingName[] = settingNames.filter((name) =>
  policyOf(name).owns.every((path) => path.startsWith('trafficPolicy.')),
);
