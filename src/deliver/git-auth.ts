/**
 * Lets git in at one origin by a header, which only the environment of git carries (see git-process.ts): no token in an
 * argument, a URL or a file. git sends it to this origin alone, and follows no redirect.
 */
export function gitAuthorization(remote: string, token: string): Readonly<Record<string, string>> {
  const place = `http.${new URL(remote).origin}/`;
  return {
    // An empty one forgets headers from before. git ignores the case of the last part; a record needs two names.
    [`${place}.extraheader`]: '',
    [`${place}.extraHeader`]: `Authorization: Basic ${basicCredentials(token)}`,
  };
}

/** What servers expect where a token stands for a password; the user's name means nothing to them. */
export function basicCredentials(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}
