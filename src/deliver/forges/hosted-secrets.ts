import { basicCredentials } from '../git-auth.ts';
import type { Credentials } from './contract.ts';

/** Knows every token that has been used, and takes each out of texts that people will read, in all its spellings. */
export class Secrets {
  readonly #spellings = new Set<string>();

  constructor(credentials: Credentials | undefined) {
    if (credentials?.kind === 'token') this.add(credentials.token);
    if (credentials?.kind === 'app') {
      this.add(credentials.privateKey);
      for (const line of credentials.privateKey.split(/\r?\n|\\n/)) if (!line.startsWith('-----')) this.add(line);
    }
  }

  add(secret: string): void {
    // Nothing short is a token, and taking short texts out of messages would only garble them.
    if (secret.length < 8) return;
    for (const spelling of [secret, encodeURIComponent(secret), base64(secret), basicCredentials(secret)]) {
      this.#spellings.add(spelling);
    }
  }

  /** Remembers what a header `Authorization: <scheme> <secret>` holds: tokens of an App are made on the way. */
  addHeader(authorization: string | null | undefined): void {
    const secret = /^\S+\s+(\S+)$/.exec(authorization ?? '')?.[1];
    if (secret !== undefined) this.add(secret);
  }

  redact(text: string): string {
    const known = [...this.#spellings].sort((a, b) => b.length - a.length);
    const without = known.reduce((left, secret) => left.replaceAll(secret, '***'), text);
    return without
      .replace(/:\/\/[^/\s@]*@/g, '://***@')
      .replace(/\b(gh[a-z]_|github_pat_)[A-Za-z0-9_]{16,}/g, '***')
      .replace(/(authorization:?\s*(?:basic|bearer|token)\s+)\S+/gi, '$1***');
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
