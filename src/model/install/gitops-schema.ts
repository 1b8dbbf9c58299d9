import { z } from 'zod';
import { isDnsLabel, isDnsSubdomain } from '../../istio/names.ts';

/*
 * The form of `gitops`. Messages follow the name of a setting, and never repeat an address: somebody may have put a
 * token into it.
 */

const NO_ADDRESS =
  'is no address of a repository: write https://host/owner/name.git, ssh://git@host/owner/name.git or git@host:owner/name.git';

const repository = z.string({ error: NO_ADDRESS }).superRefine((value, context) => {
  const message = whyNoRepository(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** Flux's GitRepository takes no `git@host:path`. */
const ofFlux = repository.refine((value) => value.includes('://'), {
  message: 'is not written as Flux needs it: ssh://git@host/owner/name.git, or an https:// address',
  abort: true,
});

const matching = (pattern: RegExp, message: string) => z.string({ error: message }).regex(pattern, message);
const label = z.string({ error: 'is no name of a namespace' }).refine(isDnsLabel, 'is no name of a namespace');
const objectName = (what: string) =>
  z.string({ error: `is no name of ${what}` }).refine(isDnsSubdomain, `is no name of ${what}`);

const owners = z.array(
  matching(
    /^(@[A-Za-z0-9][\w-]*(\/[A-Za-z0-9][\w.-]*)?|[^\s@#]+@[^\s@#]+)$/,
    'is neither @user, @organisation/team nor an address',
  ),
  { error: 'is no list of owners' },
);

const path = matching(
  /^(?:[A-Za-z0-9_][\w.-]*\/?)(?:\/[A-Za-z0-9_][\w.-]*\/?)*$|^$/,
  'is no folder of the repository: names of folders with / between them, none of which begins with a dot',
);

/** As `git check-ref-format` has it, less what no tool quotes rightly. */
const branch = matching(/^(?!.*(\.\.|\/\/|\.lock(\/|$)|\.$|\/$))[A-Za-z0-9_][\w./+-]*$/, 'is no name of a branch');

const object = <const T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `has no setting ${(keys as string[]).map((key) => JSON.stringify(key)).join(', ')}`
        : 'is no object of settings',
  });

const forge = z.enum(['github', 'gitea'], { error: 'is neither github nor gitea' });

const argocd = object({
  namespace: label.optional(),
  project: objectName('an AppProject').optional(),
  generator: z.enum(['directories', 'clusters'], { error: 'is neither directories nor clusters' }).optional(),
  statuses: object({
    forge,
    service: matching(/^[A-Za-z0-9_-]+$/, 'is no name of a notification service').optional(),
  }).optional(),
});

const flux = object({
  namespace: label.optional(),
  secret: objectName('a Secret').optional(),
  dependsOn: z.array(objectName('a Kustomization'), { error: 'is no list of Kustomizations' }).optional(),
  serviceAccount: objectName('a ServiceAccount').optional(),
  statuses: object({ forge, secret: objectName('a Secret').optional() }).optional(),
});

const source = { branch: branch.optional(), path: path.optional(), owners: owners.optional() };

/** Of the settings for one tool, which are to be told apart before. */
export const gitOpsSchemas = {
  argocd: object({ ...source, repository, argocd, flux: z.undefined().optional() }),
  flux: object({ ...source, repository: ofFlux, flux, argocd: z.undefined().optional() }),
} as const;

export const clusterSchemas = {
  argocd: object({
    repository: repository.optional(),
    owners: owners.optional(),
    argocd: z
      .string({ error: 'is no name of a cluster' })
      .regex(/^[^\s{}"'\\\p{Cc}]+$/u, 'is no name of a cluster')
      .optional(),
  }),
  flux: object({ repository: ofFlux.optional(), owners: owners.optional() }),
} as const;

function whyNoRepository(value: string): string | undefined {
  if (/^[\w.-]+@[\w.-]+:[\w~][\w./~-]*$/.test(value)) return undefined;
  if (!/^(https?|ssh):\/\/[^\s{}"'\\]+$/.test(value)) return NO_ADDRESS;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.pathname.length < 2 || url.hash !== '' || url.search !== '') return NO_ADDRESS;
  const secret = url.password !== '' || (url.protocol !== 'ssh:' && url.username !== '');
  return secret ? 'holds a user or a password, which would be written into files for everybody to read' : undefined;
}
