import type { Manifest } from '../../istio/manifest.ts';
import type { TelemetrySnapshot } from '../../model/snapshot-types.ts';
import { withoutUndefined } from '../../policies/judging.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, textOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';
import { liftScope } from './scope.ts';

export const telemetry: KindLift = {
  kind: 'Telemetry',
  said: {
    selector: 'Telemetry: scope, pods',
    accessLogging: 'Telemetry: accessLogging',
    metrics: 'Telemetry: metrics',
    tracing: 'Telemetry: tracing',
  },
  lift: (index, manifest) => {
    const found = liftTelemetry(index, manifest);
    return found && { telemetries: [found] };
  },
};

/** What an author would declare to get such an object of one cluster; undefined where no construct says it. */
export function liftTelemetry(index: MeshIndex, manifest: Manifest): TelemetrySnapshot | undefined {
  const scope = liftScope(index, manifest, 'Telemetry', 'telemetry.istio.io');
  if (!scope) return undefined;
  const { accessLogging, metrics, tracing } = fieldsOf(manifest.spec);
  const list = (said: unknown, lift: (one: Fields) => object) => {
    const all = itemsOf(said).map((one) => lift(fieldsOf(one)));
    return all.length > 0 ? all : undefined;
  };
  return withoutUndefined({
    ...scope,
    accessLogging: list(accessLogging, liftLogging),
    metrics: list(metrics, liftMetrics),
    tracing: list(tracing, liftTracing),
  }) as TelemetrySnapshot;
}

type Fields = Readonly<Record<string, unknown>>;

function liftLogging({ providers, match, filter, disabled }: Fields) {
  return { ...common(providers, match), filter: fieldsOf(filter).expression, disabled };
}

function liftMetrics({ providers, overrides, reportingInterval }: Fields) {
  const all = itemsOf(overrides).map((one) => liftOverride(fieldsOf(one)));
  return { ...common(providers, undefined), overrides: all.length > 0 ? all : undefined, reportingInterval };
}

function liftOverride({ match, disabled, tagOverrides }: Fields) {
  const { metric, customMetric, mode } = fieldsOf(match);
  const tags = Object.entries(fieldsOf(tagOverrides)).map(([name, said]) => {
    const { operation, value } = fieldsOf(said);
    return [name, operation === 'REMOVE' ? { operation } : { value }];
  });
  return {
    metric: customMetric === undefined ? metric : { custom: customMetric },
    mode,
    disabled,
    tagOverrides: tags.length > 0 ? Object.fromEntries(tags) : undefined,
  };
}

function liftTracing({ providers, match, customTags, ...rest }: Fields) {
  const tags = Object.entries(fieldsOf(customTags)).map(([name, said]) => [name, liftTag(fieldsOf(said))]);
  return {
    ...common(providers, match),
    ...Object.fromEntries(FLAGS.map((flag) => [flag, rest[flag]])),
    customTags: tags.length > 0 ? Object.fromEntries(tags) : undefined,
  };
}

const FLAGS = [
  'randomSamplingPercentage',
  'disableSpanReporting',
  'disableContextPropagation',
  'enableIstioTags',
  'useRequestIdForTraceSampling',
];

function liftTag({ literal, environment, header, formatter }: Fields) {
  if (literal !== undefined) return { literal: fieldsOf(literal).value };
  if (formatter !== undefined) return { formatter: fieldsOf(formatter).value };
  const { name, defaultValue } = fieldsOf(header ?? environment);
  return { [header === undefined ? 'environment' : 'header']: name, defaultValue };
}

function common(providers: unknown, match: unknown) {
  const names = itemsOf(providers).flatMap((one) => textOf(fieldsOf(one).name) ?? []);
  return { providers: names.length > 0 ? names : undefined, mode: fieldsOf(match).mode };
}
