/** What a client sent, in a few words, whatever it is. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > 100 ? `${JSON.stringify(value.slice(0, 100))}…` : JSON.stringify(value);
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
