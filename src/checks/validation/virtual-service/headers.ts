import { isAuthorityHeader } from '../../../istio/header-names.ts';
import { headerValueProblem } from '../../../istio/header-values.ts';
import { listOf, type Message, mapOf, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/** Rules for `headers` of a route or of a destination. */
export function validateHeaders(headers: Message, at: Cursor): void {
  const request = messageOf(headers.request);
  if (request) validateOperations(request, at.at('request'), requestNameProblem);
  const response = messageOf(headers.response);
  if (response) validateOperations(response, at.at('response'), otherNameProblem);
}

type NameRule = (name: string) => string | undefined;

function validateOperations(operations: Message, at: Cursor, nameProblem: NameRule): void {
  for (const field of ['add', 'set']) {
    const values = mapOf(operations[field]);
    for (const name in values) {
      const here = at.at(field).at(name);
      const problem = nameProblem(name);
      if (problem !== undefined) here.error(problem);
      const value = textOf(values[name]);
      const wrong = headerValueProblem(value);
      if (wrong !== undefined) {
        const hint = "A percent sign itself is written '%%'.";
        here.error(`the value '${value}' of the header ${name} is refused: ${wrong}`, hint);
      }
    }
  }
  const removed = listOf(operations.remove);
  for (let i = 0; i < removed.length; i++) {
    const problem = otherNameProblem(textOf(removed[i]));
    if (problem !== undefined) at.at('remove').at(i).error(problem);
  }
}

/** Requests may be given another authority, but no other pseudo header. */
function requestNameProblem(name: string): string | undefined {
  return isAuthorityHeader(name) ? undefined : otherNameProblem(name);
}

function otherNameProblem(name: string): string | undefined {
  if (name === '') return 'the name of a header is empty';
  if (name.startsWith(':')) return `${name} is a pseudo header, which cannot be changed here`;
  return isAuthorityHeader(name) ? 'the Host header cannot be changed here' : undefined;
}

/** The authority may be written over once: by the rewrite or by one header. */
export function refuseSecondAuthority(rewritten: string, headers: Message, at: Cursor): void {
  const request = messageOf(headers.request);
  if (!request) return;
  let current = rewritten;
  for (const field of ['set', 'add']) {
    const values = mapOf(request[field]);
    // Istio lets a second one pass after an empty one, and takes the headers in any order.
    const names = Object.keys(values).filter(isAuthorityHeader);
    if (names.length > 1) names.sort((a, b) => Number(textOf(values[a]) === '') - Number(textOf(values[b]) === ''));
    for (const name of names) {
      const value = textOf(values[name]);
      if (current !== '') {
        const message = `the authority is set twice: to ${current}, and here to '${value}'`;
        at.at('request').at(field).at(name).error(message, 'Keep one of them.');
        return;
      }
      current = value;
    }
  }
}
