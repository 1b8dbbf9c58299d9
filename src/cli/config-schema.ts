import { z } from 'zod';
import { parseDuration } from '../istio/duration.ts';
import { whyNoAddress, whyNoGitAddress } from './config-addresses.ts';
import { FORGE_KINDS } from './config-forges.ts';

/*
 * The form of meshwright.yaml. Every message says what is allowed and never repeats what was found: somebody may have
 * put a secret there. docs/configuration.md tells what the keys mean.
 */

const text = (what: string) =>
  z
    .string(`must be ${what}`)
    .min(1, `must be ${what}`)
    .refine((value) => !/\p{Cc}/u.test(value), 'must be one line');

const texts = (what: string) => z.array(text(what), `must be a list: [${what}]`);

const variable = z
  .string('must be the name of an environment variable')
  .regex(
    /^[A-Z_][A-Z0-9_]*$/,
    'must be the NAME of an environment variable, in capitals, such as MESHWRIGHT_TOKEN; never the secret itself',
  );

const address = z.string('must be an http:// or https:// address').superRefine((value, context) => {
  const reason = whyNoAddress(value);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
});

const gitAddress = z.string('must be an address for git').superRefine((value, context) => {
  const reason = whyNoGitAddress(value);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
});

const name = z
  .string()
  .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, 'is no name: letters and digits, with - _ . between them');

const flag = z.boolean('must be true or false');
const count = (message = 'must be a whole number of at least 1') => z.int(message).min(1, message);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`);
const map = <T extends z.ZodType>(value: T, what: string) => z.record(name, value, `must be a map: ${what}`);
const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? `must be a map of ${Object.keys(shape).join(', ')}` : undefined),
  });

const server = object({
  url: address,
  tokenEnv: variable.optional(),
  caFile: text('the path of a PEM file').optional(),
});

const app = object({
  id: text("the App's id, in quotes").regex(/^\w+$/, "must be the App's id"),
  privateKeyEnv: variable,
  installation: text('the id of an installation, in quotes').regex(/^\d+$/, 'must be digits, in quotes').optional(),
});

const auth = object({ tokenEnv: variable.optional(), app: app.optional() }).refine(
  ({ tokenEnv, app }) => (tokenEnv === undefined) !== (app === undefined),
  'must hold either tokenEnv or app',
);

const pullRequests = object({
  labels: texts('the name of a label').min(1, 'must name at least one label').optional(),
  reviewers: texts('a login').optional(),
  teamReviewers: texts('the short name of a team').optional(),
  draft: flag.optional(),
  mergeWhenReady: oneOf(['merge', 'squash', 'rebase']).optional(),
  mergeQueue: flag.optional(),
  maxOpen: count().optional(),
  maxPerHour: count().optional(),
  commits: oneOf(['git', 'forge']).optional(),
}).refine(({ draft, mergeWhenReady }) => !draft || mergeWhenReady === undefined, {
  message: 'must not be set with draft: true, because a draft cannot be merged',
  path: ['mergeWhenReady'],
});

const duration = z
  .string('must be a length of time, such as 30s or 5m')
  .refine((value) => (parseDuration(value) ?? 0) > 0, 'must be a length of time above 0, such as 30s or 5m')
  .refine((value) => (parseDuration(value) ?? 0) <= 3_600_000, 'must be at most 1h');

const command = object({
  run: z
    .tuple([text('a program')], text('an argument'), 'must be a list: [program, argument, …]')
    .refine((words) => words.length > 0),
  timeout: duration.optional(),
});

const webhook = object({ url: address, secretEnv: variable });

export const configSchema = object({
  forge: oneOf(FORGE_KINDS as readonly [string, ...string[]]).optional(),
  repository: text('owner/name, or the folder of a local repository').optional(),
  repositories: map(text('a repository'), 'cluster: repository').optional(),
  branch: text('the name of a branch').optional(),
  apiUrl: address.optional(),
  gitUrl: gitAddress.optional(),
  auth: auth.optional(),
  pullRequests: pullRequests.optional(),
  prometheus: map(server, 'name: { url: … }').optional(),
  argocd: server.optional(),
  flux: map(server, 'cluster: { url: … }').optional(),
  commands: map(command, 'name: { run: [program] }').optional(),
  webhooks: z
    .array(webhook, 'must be a list of { url, secretEnv }')
    .refine((hooks) => new Set(hooks.map(({ url }) => url)).size === hooks.length, 'must not name one address twice')
    .optional(),
})
  .refine(({ repository, repositories }) => repository === undefined || repositories === undefined, {
    message: 'must not be given beside repository; one of them says where the applied tree is',
    path: ['repositories'],
  })
  .refine(({ repositories }) => repositories === undefined || Object.keys(repositories).length > 0, {
    message: 'must name a repository for each cluster',
    path: ['repositories'],
  })
  .refine(({ repositories, gitUrl }) => repositories === undefined || gitUrl === undefined, {
    message: 'must not be given beside repositories, because it is the address of one',
    path: ['gitUrl'],
  });

export type ConfigValues = z.infer<typeof configSchema>;
export type ServerValues = z.infer<typeof server>;
