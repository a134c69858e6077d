const LEVEL = /^[A-Za-z]+\d+$/;

/** The levels of a hierarchical ID, root first: `E13-F03` → `['E13', 'F03']`; `undefined` for any other text. */
export function parseSpecId(id: string): string[] | undefined {
  const levels = id.split('-');
  return levels.every((level) => LEVEL.test(level)) ? levels : undefined;
}

/** Whether the text is a hierarchical ID: levels of letters with digits, joined by `-`. */
export function isHierarchicalId(text: string): boolean {
  return parseSpecId(text) !== undefined;
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
  const left = parseSpecId(a);
  const right = parseSpecId(b);
  if (!left || !right) return left ? -1 : right ? 1 : compareText(a, b);
  for (let depth = 0; depth < Math.min(left.length, right.length); depth += 1) {
    const order = compareLevels(left[depth]!, right[depth]!);
    if (order !== 0) return order;
  }
  // `E1` and `E01` are two IDs: levels that are equal by value fall back to the text, or paging could skip one.
  return left.length - right.length || compareText(a, b);
}

function compareLevels(a: string, b: string): number {
  const digitsOfA = a.search(/\d/);
  const digitsOfB = b.search(/\d/);
  const letters = compareText(a.slice(0, digitsOfA), b.slice(0, digitsOfB));
  return letters || compareDigits(a.slice(digitsOfA), b.slice(digitsOfB));
}

/** By value, of any length: as numbers, long runs would be equal, or not even comparable. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
