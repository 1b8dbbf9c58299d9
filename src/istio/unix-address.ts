const PREFIX = 'unix://';

/** Whether an address names a Unix domain socket. */
export function isUnixAddress(address: string): boolean {
  return address.startsWith(PREFIX);
}

/** What is wrong with the address of a Unix domain socket: it must be an absolute path of a file, or begin with `@`. */
export function unixAddressProblem(address: string): string | undefined {
  const path = address.slice(PREFIX.length);
  if (path === '') return 'the path of the socket is missing';
  if (path.startsWith('@')) return undefined; // abstract socket
  return path.startsWith('/') && !path.endsWith('/') ? undefined : `${path} is not an absolute path of a file`;
}
