// What the API server itself finds by the CRDs. A line here switches a file on.
export { fieldNewerThanIstio } from './field-newer-than-istio.ts';
export { invalidStructure } from './invalid-structure.ts';
