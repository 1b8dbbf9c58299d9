import { parseDuration } from '../../istio/duration.ts';
import type { JWTRule } from '../../istio/generated/types/index.ts';
import type { Freezing } from '../freezing.ts';
import { clusterNames } from '../keys.ts';
import type { JwtAuthenticationSnapshot, JwtExceptions } from './access-snapshot.ts';
import { freezeAcknowledge } from './freeze-acknowledge.ts';
import type { JwtAuthentication, JwtAuthenticationProps, JwtIssuer } from './jwt-authentication.ts';
import { serverSubject } from './server-subject.ts';

export function freezeJwtAuthentication(
  jwt: JwtAuthentication<string, string>,
  freezing: Freezing,
): JwtAuthenticationSnapshot {
  const { issuers, required = true, ...props } = jwt.props;
  const tell = (problem: string) =>
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(jwt),
      message: `JwtAuthentication '${jwt.node.id}' ${problem}.`,
      why: 'Istio would refuse the object, or tokens would not be judged as it says.',
      hint: 'Correct the value; https://istio.io/latest/docs/reference/config/security/jwt/ documents each field.',
    });
  if (issuers.length === 0) tell('has no issuer');
  return {
    id: jwt.node.id,
    at: freezing.placeOf(jwt),
    subject: serverSubject(jwt, freezing),
    in: clusterNames(props.in),
    issuers: issuers.map((issuer) => freezeIssuer(issuer, tell)),
    required: freezeRequired(required, tell),
    acknowledge: freezeAcknowledge(jwt, freezing),
  };
}

const LISTS = [
  'audiences',
  'fromCookies',
  'fromHeaders',
  'fromParams',
  'outputClaimToHeaders',
  'spaceDelimitedClaims',
] as const;

/** The fields are Istio's own; what an author leaves empty is left out. */
function freezeIssuer(issuer: JwtIssuer, tell: (problem: string) => void): JWTRule {
  const { issuer: name, jwks, jwksUri, timeout, outputPayloadToHeader, forwardOriginalToken } = issuer;
  if (typeof name !== 'string' || name === '') tell('has an issuer without a name');
  if (jwks !== undefined && jwksUri !== undefined) tell(`has two sets of keys for the issuer '${name}'`);
  if (timeout !== undefined && !((parseDuration(timeout) ?? 0) >= 1)) tell(`has the timeout '${timeout}'`);
  if (forwardOriginalToken !== undefined && typeof forwardOriginalToken !== 'boolean')
    tell(`has the forwardOriginalToken '${String(forwardOriginalToken)}'`);
  const lists = LISTS.flatMap((field) => {
    const list = issuer[field];
    if (list === undefined) return [];
    if (!Array.isArray(list) || list.length === 0) tell(`has '${field}' that are no list with entries`);
    return [[field, list] as const];
  });
  return {
    issuer: name,
    ...Object.fromEntries(lists),
    ...(jwks !== undefined && { jwks }),
    ...(jwksUri !== undefined && { jwksUri }),
    ...(forwardOriginalToken === true && { forwardOriginalToken }),
    ...(outputPayloadToHeader !== undefined && { outputPayloadToHeader }),
    ...(timeout !== undefined && { timeout }),
  } as JWTRule;
}

function freezeRequired(
  required: NonNullable<JwtAuthenticationProps['required']>,
  tell: (problem: string) => void,
): JwtExceptions | undefined {
  if (required === false) return undefined;
  if (required === true) return { paths: [], methods: [] };
  if (typeof required !== 'object' || required === null) {
    tell(`has the required '${String(required)}'`);
    return { paths: [], methods: [] };
  }
  const { exceptPaths = [], exceptMethods = [] } = required;
  for (const path of exceptPaths) if (!/^[/*]/.test(path)) tell(`excepts the path '${path}'`);
  for (const method of exceptMethods) if (!/^[A-Z]+$/.test(method)) tell(`excepts the method '${method}'`);
  if (exceptPaths.length + exceptMethods.length === 0) tell("has a 'required' that excepts nothing");
  return { paths: [...new Set(exceptPaths)].sort(), methods: [...new Set<string>(exceptMethods)].sort() };
}
