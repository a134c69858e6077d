/** The line of an uncaught error in what a process wrote to standard error; `undefined` where there is none. */
export function reasonIn(complaint: string): string | undefined {
  const line = complaint.split('\n').findLast((text) => /^(\w*Error\b|Uncaught|FATAL ERROR)/.test(text));
  return line?.trim();
}
