declare const noVersion: unique symbol;

/** Stands where a service declares no versions: no text is one, and the compiler's message says why. */
export type NoVersion = string & { readonly [noVersion]: true };
