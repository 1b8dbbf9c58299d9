/** What a condition says of a request; `unknown` where it looks at something that a simulated request does not have. */
export type Tri = 'yes' | 'no' | 'unknown';

export function tri(holds: boolean): Tri {
  return holds ? 'yes' : 'no';
}

export function not(value: Tri): Tri {
  return value === 'unknown' ? value : tri(value === 'no');
}

export function every<T>(list: readonly T[], judge: (item: T) => Tri): Tri {
  let result: Tri = 'yes';
  for (const item of list) {
    const value = judge(item);
    if (value === 'no') return value;
    if (value === 'unknown') result = value;
  }
  return result;
}

export function some<T>(list: readonly T[], judge: (item: T) => Tri): Tri {
  let result: Tri = 'no';
  for (const item of list) {
    const value = judge(item);
    if (value === 'yes') return value;
    if (value === 'unknown') result = value;
  }
  return result;
}
