/** Principals as a proxy compares them: one of its own trust domain stands for all aliases, `cluster.local` for its own. */
export function withAliases(principals: readonly string[], trusted: readonly string[]): readonly string[] {
  return principals.flatMap((principal) => {
    const parts = principal.split('/');
    const domain = parts[0] ?? '';
    if (parts.length !== 5 || domain === '*') return [principal];
    if (domain !== 'cluster.local' && !trusted.some((own) => matches(own, domain))) return [principal];
    // A domain such as `*-east` covers some of the trusted ones as it stands.
    const replaced = trusted.map((own) => (covers(domain, own) ? principal : [own, ...parts.slice(1)].join('/')));
    return [...new Set(replaced)];
  });
}

export function domainsWithAliases(domains: readonly string[], trusted: readonly string[]): readonly string[] {
  return [...new Set(domains.flatMap((domain) => (trusted.includes(domain) ? trusted : [domain])))];
}

function matches(own: string, domain: string): boolean {
  if (domain === '*') return true;
  if (domain.startsWith('*')) return own.endsWith(domain.slice(1));
  if (domain.endsWith('*')) return own.startsWith(domain.slice(0, -1));
  return own === domain;
}

function covers(domain: string, own: string): boolean {
  return domain.startsWith('*') && own.endsWith(domain.slice(1));
}
