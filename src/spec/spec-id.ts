const HYPHEN = 45;
const ZERO = 48;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** The levels of a hierarchical ID, root first: `E13-F03` → `['E13', 'F03']`; `undefined` for any other text. */
export function parseSpecId(id: string): string[] | undefined {
  return isHierarchicalId(id) ? id.split('-') : undefined;
}

/** Whether the text is a hierarchical ID: levels of letters with digits, joined by `-`. */
export function isHierarchicalId(text: string): boolean {
  // Letter by letter: orders of thousands of IDs ask for it, and a pattern costs ten times as much.
  let at = 0;
  do {
    const letters = at;
    while (isLetter(text.charCodeAt(at))) at += 1;
    const digits = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (digits === letters || at === digits) return false;
    if (at === text.length) return true;
  } while (text.charCodeAt(at++) === HYPHEN);
  return false;
}

/** The ID less its last level; `null` for a root and for an ID that is not hierarchical. */
export function parentIdOf(id: string): string | null {
  const cut = id.lastIndexOf('-');
  return cut > 0 && isHierarchicalId(id) ? id.slice(0, cut) : null;
}

/** The IDs above this one, root first, whether or not such specs exist. */
export function ancestorIdsOf(id: string): string[] {
  const levels = parseSpecId(id) ?? [id];
  return levels.slice(1).map((_, depth) => levels.slice(0, depth + 1).join('-'));
}

/**
 * Orders IDs level by level, letters before digits and digits by value, so that `E2` comes before `E10` and
 * a parent before its children. IDs that are not hierarchical come last, in code-unit order.
 */
export function compareSpecIds(a: string, b: string): number {
  if (a === b) return 0;
  const isLeft = isHierarchicalId(a);
  const isRight = isHierarchicalId(b);
  if (!isLeft || !isRight) return isLeft ? -1 : isRight ? 1 : compareText(a, b);
  for (let i = 0, j = 0; ; i += 1, j += 1) {
    while (a.charCodeAt(i) === b.charCodeAt(j) && isLetter(a.charCodeAt(i))) {
      i += 1;
      j += 1;
    }
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isLetter(x) || isLetter(y)) return isLetter(x) && isLetter(y) ? x - y : isLetter(x) ? 1 : -1;
    const endOfA = endOfDigits(a, i);
    const endOfB = endOfDigits(b, j);
    const order = compareDigits(a, i, endOfA, b, j, endOfB);
    if (order !== 0) return order;
    i = endOfA;
    j = endOfB;
    // `E1` and `E01` are two IDs: levels that are equal by value fall back to the text, or paging could skip one.
    if (i === a.length && j === b.length) return compareText(a, b);
    if (i === a.length || j === b.length) return i === a.length ? -1 : 1;
  }
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** By value, of any length: as numbers, long runs would be equal, or not even comparable. */
function compareDigits(a: string, i: number, endOfA: number, b: string, j: number, endOfB: number): number {
  while (a.charCodeAt(i) === ZERO) i += 1;
  while (b.charCodeAt(j) === ZERO) j += 1;
  if (endOfA - i !== endOfB - j) return endOfA - i - (endOfB - j);
  while (i < endOfA && a.charCodeAt(i) === b.charCodeAt(j)) {
    i += 1;
    j += 1;
  }
  return i < endOfA ? a.charCodeAt(i) - b.charCodeAt(j) : 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
