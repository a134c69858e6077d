import { describe, expect, test } from 'vitest';
import { createSpecPredicate } from '../../src/spec/spec-filter.ts';
import { aSpec } from '../support/specs.ts';

const open = aSpec({ status: 'open', tags: ['x'] });

describe('a filter of specs', () => {
  test('restricts nothing by what is absent or empty', () => {
    expect(createSpecPredicate({})(open)).toBe(true);
    expect(createSpecPredicate({ ids: [], types: [], statuses: [], priorities: [], tags: [] })(open)).toBe(
      true,
    );
  });

  test('wants every criterion, and any value within one', () => {
    expect(createSpecPredicate({ statuses: ['done', 'open'], tags: ['x'] })(open)).toBe(true);
    expect(createSpecPredicate({ statuses: ['open'], tags: ['y'] })(open)).toBe(false);
  });

  test('compares words in their normal form', () => {
    const spec = aSpec({ status: 'in-progress', tags: ['Back End'], type: 'user-story' });
    const filter = { statuses: ['In Progress'], tags: ['back_end'], types: ['User Story'] };
    expect(createSpecPredicate(filter)(spec)).toBe(true);
  });

  test('is not met by what is absent', () => {
    expect(createSpecPredicate({ statuses: [''] })(aSpec())).toBe(false);
    expect(createSpecPredicate({ priorities: ['LOW'] })(aSpec())).toBe(false);
  });
});
