/**
 * Methods that Istio takes in a CORS policy.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy-allow_methods
 */
export const CORS_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
] as const;
