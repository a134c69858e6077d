import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

/**
 * Most fields an operation may select, with each fragment wherever it is spread: compiling takes up to half a
 * millisecond for each, and a few fragments that spread each other twice come to millions.
 */
const MAX_FIELDS = 100;

/**
 * Whether graphql-jit can be trusted with an operation. What has arguments is not compiled: it puts their text into
 * code that it runs. Nor what has directives: `@skip` and `@include` on one selection of a field or fragment also
 * count for others of it, or not for what lies below. Nor what names a field `__proto__`.
 */
export function isCompilable(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const sizes = new Map<string, number>();
  return sizeOf(operation.selectionSet) <= MAX_FIELDS;

  /** How many fields it selects; `Infinity` where there is anything that must not be compiled. */
  function sizeOf({ selections }: SelectionSetNode): number {
    let size = 0;
    for (const selection of selections) {
      if (selection.directives?.length) return Infinity;
      if (selection.kind === 'FragmentSpread') {
        size += sizeOfFragment(selection.name.value);
        continue;
      }
      if (selection.kind === 'Field') {
        if (selection.arguments?.length || selection.alias?.value === '__proto__') return Infinity;
        size += 1;
      }
      if (selection.selectionSet) size += sizeOf(selection.selectionSet);
    }
    return size;
  }

  function sizeOfFragment(name: string): number {
    let size = sizes.get(name);
    if (size === undefined) sizes.set(name, (size = sizeOf(fragments.get(name)!.selectionSet)));
    return size;
  }
}
