import { isRulePath, positionOfKey } from '../../schedule/edits/slots.ts';
import type { PlannedStage } from '../../schedule/plan-types.ts';
import { plain } from './quote.ts';

interface Part {
  readonly title: string;
  readonly verdict: string;
}

/** The words for a stage of a change of the source, by its key: bootstrap's tiers and the parts of an edit. */
export function partOf({ key, changes }: Pick<PlannedStage, 'key' | 'changes'>): Part {
  const { slot, wave } = positionOfKey(key) ?? { slot: key, wave: 0 };
  const words = changes.some(({ path }) => isRulePath(path)) ? PARTS : { ...PARTS, ...WITHOUT_RULES };
  const part = (Object.hasOwn(words, slot) && words[slot]) || { title: plain(slot), verdict: `${plain(slot)}.` };
  return wave === 0 ? part : { ...part, title: `${part.title}, wave ${wave}` };
}

/** What arrives before everything else or goes after it, where it is no DestinationRule. */
const WITHOUT_RULES: Readonly<Record<string, Part>> = {
  expand: {
    title: 'mutual TLS as it is, in more objects',
    verdict: 'Nobody’s connections change: what these objects say holds already.',
  },
  contract: {
    title: 'mutual TLS as it is, in fewer objects',
    verdict: 'Nobody’s connections change: what these objects say, wider ones say too.',
  },
};

const PARTS: Readonly<Record<string, Part>> = {
  destinations: {
    title: 'subsets and connection settings',
    verdict: 'Nobody’s requests change their way: what routes will refer to arrives first.',
  },
  services: {
    title: 'services outside of Kubernetes',
    verdict: 'Proxies come to know the declared services that Kubernetes does not.',
  },
  'mesh-routes': {
    title: 'routes inside the mesh',
    verdict: 'Requests between services follow the declared routes from now on.',
  },
  policies: {
    title: 'mutual TLS and access',
    verdict: 'Servers accept only what the mesh’s mutual TLS and access policies let in.',
  },
  entries: { title: 'gateways', verdict: 'Traffic from outside and from other networks is let in.' },
  expand: {
    title: 'new subsets',
    verdict: 'Nobody’s requests change their way: new subsets arrive beside the old ones.',
  },
  permissive: {
    title: 'servers take both kinds of connection',
    verdict: 'Servers take mutual TLS and plaintext, until their clients have changed from one to the other.',
  },
  add: {
    title: 'new objects beside old ones',
    verdict: 'What takes the place of another object, or is referred to, arrives before the change itself.',
  },
  change: { title: 'a change of the mesh', verdict: 'The clusters follow the source of the mesh.' },
  enforce: { title: 'what servers let in', verdict: 'Servers let in only what the mesh declares.' },
  open: {
    title: 'gateways',
    verdict: 'Traffic from outside and from other networks is let in, now that access policies are there.',
  },
  release: {
    title: 'policies and hosts that the source drops',
    verdict: 'Who may call changes where an access policy goes; what made it needless is in force.',
  },
  contract: {
    title: 'old subsets go',
    verdict: 'Nobody’s requests change their way: subsets that no route names any more go.',
  },
};
