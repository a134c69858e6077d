/** A body longer than this, in UTF-16 code units, is shown as plain text: parsing it could hold up the page. */
export const MAX_BODY_CHARS = 200_000;

/** A body of more lines than this is shown as plain text. */
export const MAX_BODY_LINES = 10_000;

/** A body in which blocks or marks stand deeper in each other than this is shown as plain text. */
export const MAX_NESTING = 40;

/** A body of more elements and texts than this is shown as plain text: drawing them could hold up the page. */
export const MAX_NODES = 20_000;

/** A body that refers to more footnotes than this is shown as plain text. */
export const MAX_FOOTNOTES = 500;

/** Code longer than this, in UTF-16 code units, stays in one colour. */
export const MAX_HIGHLIGHTED_CHARS = 10_000;

/** Code with a line longer than this, in UTF-16 code units, stays in one colour: grammars are slow on long words. */
export const MAX_HIGHLIGHTED_LINE_CHARS = 400;

/** Code is coloured up to this many UTF-16 code units in a whole body; what follows stays in one colour. */
export const MAX_HIGHLIGHTED_CHARS_OF_BODY = 50_000;

/** Two texts further apart than this many blocks are compared roughly: what was removed is then not told. */
export const MAX_BLOCK_EDITS = 500;
