/**
 * The same question is asked once: a second one gets the promise of the first, a failure too, so that whatever a run
 * bases on it agrees. Lives as long as the function that it answers with.
 *
 * @param find Arguments are compared as JSON.
 */
export function remembering<A extends readonly unknown[], T>(find: (...args: A) => Promise<T>) {
  const found = new Map<string, Promise<T>>();
  return (...args: A): Promise<T> => {
    const key = JSON.stringify(args);
    const known = found.get(key) ?? find(...args);
    found.set(key, known);
    return known;
  };
}
