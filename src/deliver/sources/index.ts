/** The world beside the forge: finds out what gates ask, and says nothing that a pull request should not show. */
import type { Answered, QuestionOf } from '../../gates/questions.ts';
import { remembering } from '../remember.ts';
import { applicationSince, readApplication } from './argocd.ts';
import { runCommand } from './command.ts';
import type { Relate, ServerAccess, SourceAccess, SourceQuestion, Sources } from './contract.ts';
import { kustomizationSince, readKustomization } from './flux.ts';
import { askPrometheus } from './prometheus.ts';

export function sources(access: SourceAccess): Sources {
  const secrets = secretsOf(access);
  const answering =
    (reading: Reading): Sources['answer'] =>
    async (question, relate) => {
      try {
        return clean(await ask(access, reading, question, relate), secrets) as Answered<unknown>;
      } catch (error) {
        // Git, most likely: how a revision stands to a stage could not be found out.
        const reason = error instanceof Error ? error.message : 'no reason given';
        return clean({ unreachable: `it could not be found out (${reason})` }, secrets) as Answered<unknown>;
      }
    };
  return {
    answer: (question, relate) => answering(readingOf(access))(question, relate),
    session: () => ({ answer: answering(readingOf(access)) }),
  };
}

/** One object of a cluster may be asked about for several commits; it is read once. */
interface Reading {
  application(name: string): ReturnType<typeof readApplication>;
  kustomization(cluster: string, namespace: string, name: string): ReturnType<typeof readKustomization>;
}

function readingOf({ argocd, flux }: SourceAccess): Reading {
  return {
    application: remembering(async (name: string) =>
      argocd === undefined ? unconfigured('no Argo CD', 'argocd') : readApplication(argocd, name),
    ),
    kustomization: remembering(async (cluster: string, namespace: string, name: string) => {
      const server = own(flux, cluster);
      return server === undefined
        ? unconfigured(`no API server of cluster '${cluster}'`, 'flux')
        : readKustomization(server, namespace, name);
    }),
  };
}

async function ask(
  access: SourceAccess,
  reading: Reading,
  question: SourceQuestion,
  relate: Relate,
): Promise<Answered<unknown>> {
  switch (question.ask) {
    case 'prometheus':
      return prometheus(access, question);
    case 'argocd':
      return applicationSince(await reading.application(question.application), question, relate);
    case 'flux': {
      const { cluster, namespace, name } = question;
      return kustomizationSince(await reading.kustomization(cluster, namespace, name), question, relate);
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
