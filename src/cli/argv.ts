/** No argument holds a NUL, so that one marks those that would be taken for numbers. */
const MARK = '\0';

/** The parser makes numbers of what looks like one, and `007` is 7 then; this keeps it from that. */
export function markTexts(argv: readonly string[]): string[] {
  return argv.map((arg) => {
    const [, name = '', value = ''] = /^(-[^=]*=)?([^-][^]*)?$/.exec(arg) ?? [];
    return value !== '' && Number.isFinite(Number(value)) ? `${name}${MARK}${value}` : arg;
  });
}

/** What was given: texts without their marks, also in lists. */
export function unmarkTexts<T>(given: T): T {
  if (Array.isArray(given)) return given.map((one: unknown) => unmarkTexts(one)) as T;
  return (typeof given === 'string' && given.startsWith(MARK) ? given.slice(MARK.length) : given) as T;
}
