import { titleOf } from './event.ts';
import { priorityAt, statusAt } from './specs.ts';

const BODY_LINES = 40;

/** A spec file of about 2 kB, whose title carries the number of an event. */
export function specFileAt(sequence: number, index: number): string {
  const body = Array.from(
    { length: BODY_LINES },
    (_, line) => `- [ ] Step ${line} of what is to be done here`,
  );
  return `---
title: ${titleOf(sequence, 0).trim()}
status: ${statusAt(index)}
priority: ${priorityAt(index)}
tags: [live, measured]
---

# What it is about

${body.join('\n')}
`;
}
