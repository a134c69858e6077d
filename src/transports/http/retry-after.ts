/** `Retry-After` of 5 to 15 seconds, at random, so that those who are turned away together do not come back so. */
export function retryAfter(): { readonly 'retry-after': string } {
  return { 'retry-after': String(5 + Math.floor(Math.random() * 11)) };
}
