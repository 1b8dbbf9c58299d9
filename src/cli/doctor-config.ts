import type { Examined } from '../deliver/forges/contract.ts';
import type { SourceAccess } from '../deliver/sources/contract.ts';
import { type Config, credentials, loadConfig, sourceAccess, tokenVariables, webhooks } from './config.ts';
import type { Choice } from './config-choice.ts';
import { attempt, reasonOf } from './doctor-lines.ts';
import type { Secrets } from './secrets.ts';

/** The configuration; undefined when it cannot be used, and nothing else can be looked at. */
export function examineConfig(file: string | undefined): {
  readonly config?: Config;
  readonly lines: readonly Examined[];
} {
  const what = 'configuration';
  const config = attempt(() => loadConfig(file));
  if (config instanceof Error) return { lines: [{ what, verdict: 'missing', detail: reasonOf(config) }] };
  const detail =
    config.file === undefined
      ? 'no meshwright.yaml in this folder: flags and defaults hold; docs/configuration.md shows one'
      : `${config.file} is valid`;
  return { config, lines: [{ what, verdict: config.file === undefined ? 'advice' : 'ok', detail }] };
}

/** Whether each credential is there and has the form of one. No value is shown. */
export function examineSecrets(config: Config, choice: Choice, secrets: Secrets): readonly Examined[] {
  const { values } = choice;
  const lines: Examined[] = [];
  const names = tokenVariables(choice.factory);
  const proof = attempt(() => credentials({ ...config, values }, choice.factory, secrets));
  if (proof instanceof Error) lines.push({ what: 'credential', verdict: 'missing', detail: reasonOf(proof) });
  else if (proof !== undefined) {
    const from = values.auth?.tokenEnv ?? values.auth?.app?.privateKeyEnv ?? names.join(' or ');
    lines.push({ what: 'credential', verdict: 'ok', detail: `${proof.kind} for ${choice.factory.kind}, from ${from}` });
  }
  for (const webhook of config.values.webhooks ?? []) {
    const found = attempt(() => webhooks({ ...config, values: { webhooks: [webhook] } }, secrets));
    const what = `webhook ${new URL(webhook.url).host}`;
    if (found instanceof Error) lines.push({ what, verdict: 'missing', detail: reasonOf(found) });
    else lines.push({ what, verdict: 'ok', detail: `signed with ${webhook.secretEnv}` });
  }
  return lines;
}

/** Each server and program by itself, so that one without its secret does not hide the others. */
export function examineAccess(
  { values, ...config }: Config,
  secrets: Secrets,
): { readonly access: SourceAccess; readonly lines: readonly Examined[] } {
  const parts = [
    ...Object.entries(values.prometheus ?? {}).map(([name, value]) => ({ prometheus: { [name]: value } })),
    ...(values.argocd ? [{ argocd: values.argocd }] : []),
    ...Object.entries(values.flux ?? {}).map(([name, value]) => ({ flux: { [name]: value } })),
    ...Object.entries(values.commands ?? {}).map(([name, value]) => ({ commands: { [name]: value } })),
  ];
  const lines: Examined[] = [];
  let access = sourceAccess({ ...config, values: {} }, secrets);
  for (const part of parts) {
    const found = attempt(() => sourceAccess({ ...config, values: part }, secrets));
    if (found instanceof Error) {
      const [kind = '', named] = Object.entries(part)[0] ?? [];
      const what = kind === 'argocd' ? kind : `${kind} ${Object.keys(named ?? {}).join()}`;
      lines.push({ what, verdict: 'missing', detail: reasonOf(found) });
    } else access = joined(access, found);
  }
  return { access, lines };
}

function joined(a: SourceAccess, b: SourceAccess): SourceAccess {
  return {
    prometheus: { ...a.prometheus, ...b.prometheus },
    argocd: b.argocd ?? a.argocd,
    flux: { ...a.flux, ...b.flux },
    commands: { ...a.commands, ...b.commands },
  };
}
