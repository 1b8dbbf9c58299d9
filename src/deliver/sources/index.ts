/** The world beside the forge: finds out what gates ask, and says nothing that a pull request should not show. */
import type { Answered, QuestionOf } from '../../gates/questions.ts';
import { askArgoCd } from './argocd.ts';
import { runCommand } from './command.ts';
import type { Relate, ServerAccess, SourceAccess, SourceQuestion, Sources } from './contract.ts';
import { askFlux } from './flux.ts';
import { askPrometheus } from './prometheus.ts';

export function sources(access: SourceAccess): Sources {
  const secrets = secretsOf(access);
  return {
    answer: async (question, relate) => {
      try {
        return clean(await ask(access, question, relate), secrets) as Answered<unknown>;
      } catch (error) {
        // Git, most likely: how a revision stands to a stage could not be found out.
        const reason = error instanceof Error ? error.message : 'no reason given';
        return clean({ unreachable: `it could not be found out (${reason})` }, secrets) as Answered<unknown>;
      }
    },
  };
}

function ask(access: SourceAccess, question: SourceQuestion, relate: Relate): Promise<Answered<unknown>> {
  switch (question.ask) {
    case 'prometheus':
      return prometheus(access, question);
    case 'argocd':
      return access.argocd === undefined
        ? unconfigured('no Argo CD', 'argocd')
        : askArgoCd(access.argocd, question, relate);
    case 'flux': {
      const server = own(access.flux, question.cluster);
      return server === undefined
        ? unconfigured(`no API server of cluster '${question.cluster}'`, 'flux')
        : askFlux(server, question, relate);
    }
    case 'command': {
      const program = own(access.commands, question.name);
      return program === undefined
        ? unconfigured(`no program '${question.name}'`, 'commands')
        : runCommand(program, question);
    }
  }
}

function prometheus(access: SourceAccess, question: QuestionOf<'prometheus'>): Promise<Answered<unknown>> {
  const server = own(access.prometheus, question.source);
  return server === undefined
    ? unconfigured(`no server '${question.source}'`, 'prometheus')
    : askPrometheus(server, question);
}

async function unconfigured(what: string, key: string): Promise<Answered<never>> {
  return { refused: `the configuration names ${what}; add it under '${key}' in meshwright.yaml` };
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function secretsOf({ prometheus: servers, argocd, flux }: SourceAccess): readonly string[] {
  const all: ServerAccess[] = [...Object.values(servers), ...(argocd ? [argocd] : []), ...Object.values(flux)];
  return all
    .flatMap(({ url, token = '' }) => {
      const { username = '', password = '' } = URL.canParse(url) ? new URL(url) : {};
      const login = password === '' ? '' : Buffer.from(`${username}:${password}`).toString('base64');
      return [token, Buffer.from(token).toString('base64'), password, decoded(password), login];
    })
    .filter((secret) => secret.length > 3)
    .sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Without any credential, wherever in an answer a server has repeated one. */
function clean(value: unknown, secrets: readonly string[]): unknown {
  if (secrets.length === 0) return value;
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value);
  if (Array.isArray(value)) return value.map((item) => clean(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item, secrets)]));
}
