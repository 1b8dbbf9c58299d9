import { celProblem } from '../../istio/cel-syntax.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { entriesOf, itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { validateTargets } from './selectors.ts';

/** @see https://istio.io/latest/docs/reference/config/telemetry/ */
export function validateTelemetry(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateTargets(spec, at);
  listOf(spec.metrics).forEach((item, index) => {
    validateMetrics(itemOf(item), at.at('metrics').at(index));
  });
  const tracing = listOf(spec.tracing);
  if (tracing.length > 1) {
    at.at('tracing').warn('Istio heeds one entry of tracing only', 'Join the entries, or make a Telemetry of each.');
  }
  tracing.forEach((item, index) => {
    validateTracing(itemOf(item), at.at('tracing').at(index));
  });
  listOf(spec.accessLogging).forEach((item, index) => {
    validateLogging(itemOf(item), at.at('accessLogging').at(index));
  });
}

function validateProviders({ providers }: Message, at: Cursor): void {
  listOf(providers).forEach((item, index) => {
    if (textOf(itemOf(item).name) !== '') return;
    const hint = 'Name one of the extensionProviders in MeshConfig.';
    at.at('providers').at(index).at('name').error('a provider needs a name', hint);
  });
}

function validateMetrics(metrics: Message, at: Cursor): void {
  validateProviders(metrics, at);
  listOf(metrics.overrides).forEach((item, index) => {
    const override = itemOf(item);
    const here = at.at('overrides').at(index);
    for (const [tag, change] of entriesOf(override.tagOverrides)) {
      validateTagOverride(tag, itemOf(change), here.at('tagOverrides'));
    }
    if (messageOf(override.match)?.customMetric === '') {
      here.at('match').at('customMetric').error('customMetric is empty', 'Name a metric, or leave the field out.');
    }
  });
}

function validateTagOverride(tag: string, { operation, value }: Message, at: Cursor): void {
  if (tag === '') at.warn('a tag to override has no name');
  const removes = textOf(operation) === 'REMOVE';
  const hasValue = textOf(value) !== '';
  if (removes === hasValue) {
    const message = removes ? 'is removed and has a value too' : 'is set, but to no value';
    at.at(tag).at('value').error(`the tag ${tag} ${message}`, 'A value goes with operation UPSERT, and only with it.');
  }
}

function validateTracing(tracing: Message, at: Cursor): void {
  if (listOf(tracing.providers).length > 1) {
    at.at('providers').warn('Istio heeds one provider of traces only', 'Name the one that is meant.');
  }
  validateProviders(tracing, at);
  const percentage = numberOf(tracing.randomSamplingPercentage);
  if (percentage < 0 || percentage > 100) {
    at.at('randomSamplingPercentage').error(`a percentage is between 0 and 100, not ${percentage}`);
  }
  for (const [name, tag] of entriesOf(tracing.customTags)) {
    validateCustomTag(name, itemOf(tag), at.at('customTags').at(name));
  }
}

const sources = [
  ['literal', 'value'],
  ['header', 'name'],
  ['environment', 'name'],
] as const;

function validateCustomTag(name: string, tag: Message, at: Cursor): void {
  if (name === '') at.error('a custom tag needs a name');
  for (const [source, field] of sources) {
    const from = messageOf(tag[source]);
    if (!from || textOf(from[field]) !== '') continue;
    at.at(source)
      .at(field)
      .error(`the custom tag ${JSON.stringify(name)} needs ${source}.${field}`);
  }
}

function validateLogging(logging: Message, at: Cursor): void {
  validateProviders(logging, at);
  const filter = messageOf(logging.filter);
  if (!filter) return;
  const problem = celProblem(textOf(filter.expression));
  if (problem === undefined) return;
  const hint = 'For example: response.code >= 400 || connection.mtls == false';
  at.at('filter').at('expression').error(`the filter is not an expression of CEL: ${problem}`, hint);
}
