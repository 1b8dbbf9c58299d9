/** A test of one text. */
export type TextTest = (text: string) => boolean;

/** `*` (present), `prefix*`, `*suffix` or the text itself. An absent text is empty, which `*` does not take. */
export function textTest(value: string): TextTest {
  if (value === '*') return (text) => text !== '';
  if (value.startsWith('*')) return (text) => text.endsWith(value.slice(1));
  if (value.endsWith('*')) return (text) => text.startsWith(value.slice(0, -1));
  return (text) => text === value;
}

/** Of a Host header: upper and lower case are one. */
export function hostTest(value: string): TextTest {
  const test = textTest(value.toLowerCase());
  return (text) => test(text.toLowerCase());
}

/** Of an identity `spiffe://…`. */
export function principalTest(value: string): TextTest {
  if (value === '*') return (text) => text !== '';
  if (value.startsWith('*'))
    return (text) => text.startsWith(SCHEME) && text.slice(SCHEME.length).endsWith(value.slice(1));
  return textTest(`${SCHEME}${value}`);
}

const SCHEME = 'spiffe://';

/** Of the namespace in an identity; `*` stands for any part of it. */
export function namespaceTest(value: string): TextTest {
  const pattern = new RegExp(`^.*/ns/${value.split('*').map(quoted).join('.*')}/.*$`);
  return (text) => pattern.test(text);
}

/** `account` of the policy's own namespace, or `namespace/account`. */
export function serviceAccountTest(value: string, policyNamespace: string): TextTest {
  const slash = value.indexOf('/');
  const [namespace, account] =
    slash === -1 ? [policyNamespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
  const pattern = new RegExp(`^spiffe://.+/ns/${quoted(namespace)}/(.+/|)sa/${quoted(account)}(/.+)?$`);
  return (text) => pattern.test(text);
}

export function trustDomainTest(value: string): TextTest {
  if (value === '*') return (text) => text.startsWith(SCHEME);
  if (!value.includes('*')) return (text) => text.startsWith(`${SCHEME}${value}/`);
  const [before = '', after = ''] = [value.slice(0, value.indexOf('*')), value.slice(value.indexOf('*') + 1)];
  const pattern = new RegExp(`^${SCHEME}${quoted(before)}[^/]*${quoted(after)}/.*$`);
  return (text) => pattern.test(text);
}

/** A path, or a template with `{*}` (one segment) and `{**}` (the rest). */
export function pathTest(value: string): TextTest {
  if (!value.includes('{*}') && !value.includes('{**}')) return textTest(value);
  const parts = value
    .replaceAll('{**}', '**')
    .replaceAll('{*}', '*')
    .split(/(\*\*|\*)/);
  const source = parts.map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]+' : quoted(part))).join('');
  const pattern = new RegExp(`^${source}$`);
  return (text) => pattern.test(text);
}

/** A token's `issuer/subject`. The last slash divides the two, as issuers may be addresses. */
export function requestPrincipalTest(value: string): (issuer: string, subject: string) => boolean {
  const slash = value.lastIndexOf('/');
  const [issuer, subject] = slash === -1 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)];
  if (value === '*') return (iss, sub) => iss !== '' && sub !== '';
  if (value.startsWith('*')) {
    if (slash === -1) return (iss, sub) => iss !== '' && sub.endsWith(value.slice(1));
    const ofIssuer = issuer === '*' ? textTest('*') : (iss: string) => iss.endsWith(issuer.slice(1));
    return (iss, sub) => ofIssuer(iss) && sub === subject;
  }
  if (value.endsWith('*')) {
    if (slash === -1) return (iss, sub) => iss.startsWith(value.slice(0, -1)) && sub !== '';
    const ofSubject = subject === '*' ? textTest('*') : (sub: string) => sub.startsWith(subject.slice(0, -1));
    return (iss, sub) => iss === issuer && ofSubject(sub);
  }
  return (iss, sub) => iss === issuer && sub === subject;
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
