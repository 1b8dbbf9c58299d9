import type { Field } from './block.ts';
import type { Draft } from './draft.ts';
import type { Alphabet } from './explore.ts';
import type { Style } from './literals.ts';

/** How the texts of a field look, and how a request carries one. */
export interface Place {
  readonly style: Style;
  readonly alphabet: Alphabet;
  /** Tried before any others. */
  readonly usual: readonly string[];
  readonly draft: (text: string) => Draft;
  /** Whether a request can have it there. */
  readonly fits: (text: string) => boolean;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const WORD = `${LETTERS}0123456789${LETTERS.toUpperCase()}-_.`;
const BARE: Style = { begins: '', between: '' };

/** Segments other than `.` and `..`, none of them empty: paths that proxies leave as they are. */
const NORMAL_PATH = '(/([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+))*/?';
const SOMETHING = '(?s:.+)';
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

const PATH: Place = {
  style: { begins: '/', between: '/' },
  alphabet: { chars: `${WORD}/~:@!$&'()*+,;=`, shape: `/|${NORMAL_PATH}` },
  usual: ['/'],
  draft: (path) => ({ path }),
  // A query does not belong to it, except for those who compare the two together.
  fits: (text) => text.startsWith('/') && !/[#\s]/.test(text),
};

const METHOD: Place = {
  style: BARE,
  alphabet: { chars: `${LETTERS.toUpperCase()}${WORD}`, shape: SOMETHING },
  usual: METHODS,
  draft: (method) => ({ method }),
  fits: (text) => /^[\w!#$%&'*+.^`|~-]+$/.test(text),
};

const AUTHORITY: Place = {
  style: BARE,
  alphabet: { chars: `${WORD}:[]`, shape: SOMETHING },
  usual: [],
  draft: (text) => ({ headers: { ':authority': text } }),
  fits: (text) => /^[\w.:[\]-]+$/.test(text),
};

const CLUSTER_DOMAIN = '.svc.cluster.local';

/** The names under which a host is asked for, in lower case: those that mean it everywhere, and in its own namespace. */
export function namesOf(host: string): { readonly everywhere: readonly string[]; readonly local: readonly string[] } {
  const full = host.toLowerCase();
  if (!full.endsWith(CLUSTER_DOMAIN)) return { everywhere: [full], local: [] };
  const short = full.slice(0, -CLUSTER_DOMAIN.length);
  return { everywhere: [full, short, `${short}.svc`], local: [short.split('.')[0] ?? short] };
}

/** Host headers that ask for a host by one of these names, in whatever case, with any port or without. */
export function hostAlphabet(names: readonly string[]): Alphabet {
  const shapes = names.map((name) => name.replace(/[^\w-]/g, '\\$&'));
  return { chars: `${WORD}:`, shape: `(?i:${shapes.join('|')})(:[0-9]+)?` };
}

const SCHEME: Place = {
  style: BARE,
  alphabet: { chars: WORD, shape: 'https' },
  usual: ['https'],
  draft: (text) => ({ headers: { ':scheme': text } }),
  fits: (text) => text === 'https',
};

const SERVER_NAME: Place = { ...AUTHORITY, alphabet: { chars: WORD, shape: SOMETHING }, draft: (sni) => ({ sni }) };

const VISIBLE = `${WORD}/:,;=+@~!#$%&'()*<>?[\\]^\`{|}"`;

/** Undefined for a principal, which has two texts. */
export function placeOf(field: Field): Place | undefined {
  switch (field) {
    case 'path':
      return PATH;
    case 'method':
      return METHOD;
    case 'authority':
      return AUTHORITY;
    case 'scheme':
      return SCHEME;
    case 'sni':
      return SERVER_NAME;
    case 'principal':
      return undefined;
    default:
      return namedPlace(field);
  }
}

function namedPlace(field: Field): Place {
  const space = field.indexOf(' ');
  const name = field.slice(space + 1);
  const visible = { chars: `${VISIBLE} `, shape: '(?s:.*)' };
  if (field.startsWith('parameter ')) {
    return {
      style: BARE,
      alphabet: { chars: VISIBLE.replace(/[&#]/g, ''), shape: '(?s:.*)' },
      usual: [],
      draft: (text) => ({ parameters: { [name]: text } }),
      fits: (text) => !/[&#\s]/.test(text),
    };
  }
  if (field === 'audiences' || field.startsWith('claim ')) {
    const draft = (text: string): Draft =>
      field === 'audiences' ? { audiences: [text] } : { claims: { [name]: [text] } };
    return { style: BARE, alphabet: visible, usual: [], draft, fits: () => true };
  }
  const usual = name === 'content-type' ? ['application/grpc'] : [];
  return {
    style: BARE,
    alphabet: visible,
    usual,
    draft: (text) => ({ headers: { [name]: text } }),
    // Blanks at the ends are not part of a value, and control characters are not let through.
    fits: (text) => text === text.trim() && !/\p{Cc}/u.test(text),
  };
}
