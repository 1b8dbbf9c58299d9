import { describe, expect, it } from 'vitest';
import { headerValueProblem } from '../../src/istio/header-values.ts';

describe('values of headers', () => {
  it.each([
    ...['', 'plain', 'a\tb', 'ü', '100%%', '%HOSTNAME%', 'a %HOSTNAME% b', '%REQ(x)%', '%START_TIME(%s)%', '%A(x) %'],
    ...['%A(["a", "b"])%', '%A([ "a\\"b" ] )%', '%A( x)%', '%A(\\)%', '%A(x\\)y)%'],
  ])('%j', (value) => expect(headerValueProblem(value)).toBeUndefined());

  it.each([
    ['a\nb', 'control'],
    ['\u007f', 'control'],
    ['%', "ends in a single '%'"],
    ['100% of', 'does not end'],
    ['%A%%', "ends in a single '%'"],
    ['%%%', "ends in a single '%'"],
    ['%A(x', 'does not end'],
    ['%A(x)y%', "'%' was expected"],
    ['%A([x])%', 'quoted text'],
    ['%A(["a" "b"])%', "',' or ']'"],
    ['%A(["a"]x)%', "')' was expected"],
    ['%A(\\))%', "'%' was expected"],
    ['%A(x\\)%', 'does not end'],
    ['%A(x\\', 'ends in a backslash'],
  ])('not %j', (value, part) => expect(headerValueProblem(value)).toContain(part));
});
