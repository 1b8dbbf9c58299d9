import { plain } from './quote.ts';

interface Part {
  readonly title: string;
  readonly verdict: string;
}

/** The words for a stage of a change of the source, by its key: bootstrap's tiers and the parts of an edit. */
export function partOf(key: string): Part {
  return (Object.hasOwn(PARTS, key) && PARTS[key]) || { title: plain(key), verdict: `${plain(key)}.` };
}

const PARTS: Readonly<Record<string, Part>> = {
  destinations: {
    title: 'subsets and connection settings',
    verdict: 'Nobody’s requests change their way: what routes will refer to arrives first.',
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
  change: { title: 'a change of the mesh', verdict: 'The clusters follow the source of the mesh.' },
  contract: {
    title: 'old subsets go',
    verdict: 'Nobody’s requests change their way: subsets that no route names any more go.',
  },
};
