import type { Manifest } from '../../../istio/manifest.ts';
import { isSet, itemOf, listOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import { Cursor } from '../cursor.ts';
import type { Problems } from '../problem.ts';
import { validateTargets } from '../selectors.ts';
import { validateCondition } from './condition.ts';
import { refuseUnsupportedByCustom } from './custom.ts';
import { validatePathTemplates } from './path-template.ts';
import { hasTcpAttributes, validateSource } from './source.ts';
import { refuseBadPorts, refuseEmpty } from './values.ts';

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export function validateAuthorizationPolicy(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const action = textOf(spec.action) || 'ALLOW';
  const rules = listOf(spec.rules);
  const at = new Cursor(problems, 'spec');
  validateTargets(spec, at);
  validateAction(action, rules, spec, at);
  rules.forEach((item, index) => {
    const ruleAt = at.at('rules').at(index);
    const rule = itemOf(item);
    if (action === 'CUSTOM') refuseUnsupportedByCustom(rule, ruleAt);
    validateRule(rule, ruleAt);
    if (action === 'DENY' && isBlindToTcp(rule)) warnOfTcp(ruleAt);
  });
}

const addEmptyRule = 'Give it rules; one empty rule, {}, matches every request.';

function validateAction(action: string, rules: readonly unknown[], spec: Message, at: Cursor): void {
  if (action === 'DENY' && rules.length === 0) at.error('a DENY policy without rules denies nothing', addEmptyRule);
  if (action === 'CUSTOM' && rules.length === 0) at.error('a CUSTOM policy without rules asks nobody', addEmptyRule);
  const provider = at.at('provider');
  if (action !== 'CUSTOM') {
    if (!isSet(spec.provider)) return;
    const message = `a provider goes with the action CUSTOM only, and this policy's action is ${action}`;
    provider.error(message, 'Set action: CUSTOM, or remove the provider.');
  } else if (rules.length > 0 && textOf(itemOf(spec.provider).name) === '') {
    const hint = 'Name one of the extensionProviders in MeshConfig.';
    provider.at('name').error('a CUSTOM policy needs the name of a provider', hint);
  }
}

function validateRule(rule: Message, at: Cursor): void {
  listOf(rule.from).forEach((item, index) => {
    const sourceAt = at.at('from').at(index).at('source');
    const source = messageOf(itemOf(item).source);
    if (source) validateSource(source, sourceAt);
    else sourceAt.error('an entry of from needs a source');
  });
  listOf(rule.to).forEach((item, index) => {
    const operationAt = at.at('to').at(index).at('operation');
    const operation = messageOf(itemOf(item).operation);
    if (operation) validateOperation(operation, operationAt);
    else operationAt.error('an entry of to needs an operation');
  });
  listOf(rule.when).forEach((item, index) => {
    validateCondition(itemOf(item), at.at('when').at(index));
  });
}

const operationFields = ['hosts', 'notHosts', 'ports', 'notPorts', 'methods', 'notMethods', 'paths', 'notPaths'];

function validateOperation(operation: Message, at: Cursor): void {
  let count = 0;
  for (const field of operationFields) {
    const values = listOf(operation[field]);
    if (values.length === 0) continue;
    count += values.length;
    const fieldAt = at.at(field);
    refuseEmpty(values, fieldAt);
    if (field === 'ports' || field === 'notPorts') refuseBadPorts(values, fieldAt);
    if (field === 'paths' || field === 'notPaths') validatePathTemplates(values, fieldAt);
  }
  if (count > 0) return;
  at.error('the operation says nothing', 'Leave to out where a rule is for any operation.');
}

/** Whether all that a rule says about the request is said of HTTP. */
function isBlindToTcp(rule: Message): boolean {
  const sources = setFields(rule.from, 'source');
  const operations = setFields(rule.to, 'operation');
  if (operations.length > 0) {
    return !operations.some(({ ports, notPorts }) => listOf(ports).length > 0 || listOf(notPorts).length > 0);
  }
  return sources.length > 0 && !sources.some(hasTcpAttributes);
}

function setFields(list: unknown, field: string): Message[] {
  return listOf(list)
    .map((item) => messageOf(itemOf(item)[field]))
    .filter((message) => message !== undefined);
}

function warnOfTcp(at: Cursor): void {
  const message = 'a DENY rule that names HTTP attributes only denies every connection to TCP ports';
  at.warn(message, 'Name the ports that it is meant for in to.operation.ports.');
}
