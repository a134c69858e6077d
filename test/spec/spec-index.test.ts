import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ID_CLAIMS, type FileReading, type ParsedSpec } from '../../src/spec/parsed-file.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';
import type { Spec, SpecProblem } from '../../src/spec/spec.ts';
import { fold } from '../support/histories.ts';
import { aParsedSpec } from '../support/specs.ts';

function problem(code: string, path: string): SpecProblem {
  return { code, message: `${code} in ${path}`, path, line: null };
}

function parsed(
  path: string,
  specs: readonly ParsedSpec[],
  problems: readonly SpecProblem[] = [],
): FileReading {
  return { kind: 'parsed', path, problems, specs };
}

function file(path: string, fields: Partial<Spec>, more: Partial<ParsedSpec> = {}): FileReading {
  return parsed(path, [aParsedSpec({ path, ...fields }, more)]);
}

function gone(path: string): FileReading {
  return { kind: 'gone', path };
}

function faulty(path: string): FileReading {
  return { kind: 'faulty', path, problems: [problem('EMPTY_FILE', path)] };
}

const PATHS = ['a.md', 'b.md', 'sub/a.md', 'z.md'];
const anId = fc.constantFrom('E1', 'E1-F1', 'E1-F2', 'E2', 'notes');
const aPath = fc.constantFrom(...PATHS);

const aFile = fc.tuple(
  aPath,
  fc.boolean(),
  fc.array(
    fc.record({
      id: anId,
      claim: fc.constantFrom(...ID_CLAIMS),
      title: fc.constantFrom('old', 'new'),
      parentId: fc.option(anId),
      dependencyIds: fc.uniqueArray(anId, { maxLength: 2 }),
      declaredChildren: fc.uniqueArray(anId, { maxLength: 2 }),
      isFlawed: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
);

const aReading: fc.Arbitrary<FileReading> = fc.oneof(
  {
    weight: 4,
    arbitrary: aFile.map(([path, isFlawed, contents]) =>
      parsed(
        path,
        contents.map(({ claim, declaredChildren, isFlawed, ...fields }) => {
          const problems = isFlawed ? [problem('INVALID_VALUE', path)] : [];
          const revision = JSON.stringify(contents);
          return aParsedSpec({ ...fields, path, revision, problems }, { claim, declaredChildren });
        }),
        isFlawed ? [problem('MALFORMED_METADATA', path)] : [],
      ),
    ),
  },
  { weight: 1, arbitrary: aPath.map(faulty) },
  { weight: 1, arbitrary: aPath.map(gone) },
);

/** For each path what it takes to bring another index to the same: the last good reading, then the last. */
class Files {
  readonly #last = new Map<string, readonly FileReading[]>();

  take(reading: FileReading): void {
    const good = (this.#last.get(reading.path) ?? []).filter(({ kind }) => kind === 'parsed');
    if (reading.kind === 'gone') this.#last.delete(reading.path);
    else this.#last.set(reading.path, reading.kind === 'faulty' ? [...good, reading] : [reading]);
  }

  inOrder(paths: readonly string[]): FileReading[] {
    return paths.flatMap((path) => this.#last.get(path) ?? []);
  }
}

const byId = (specs: Iterable<Spec>) => Object.fromEntries([...specs].map((spec) => [spec.id, spec]));

describe('whatever was read, in whatever order', () => {
  const batches = fc.array(fc.array(aReading, { minLength: 1, maxLength: 4 }), { maxLength: 10 });
  const anOrder = fc.shuffledSubarray(PATHS, { minLength: PATHS.length });

  test('an index has what a fresh one makes of the files as they are', () => {
    fc.assert(
      fc.property(batches, anOrder, (batches, order) => {
        const [index, files] = [new SpecIndex(), new Files()];
        for (const readings of batches) {
          index.apply(readings);
          for (const reading of readings) files.take(reading);
        }
        const fresh = new SpecIndex();
        for (const reading of files.inOrder(order)) fresh.apply([reading]);
        expect(byId(index.specs.values())).toEqual(byId(fresh.specs.values()));
        expect(index.looseProblems).toEqual(fresh.looseProblems);

        const atOnce = new SpecIndex();
        atOnce.apply(files.inOrder(order));
        expect(byId(atOnce.specs.values())).toEqual(byId(fresh.specs.values()));
        expect(atOnce.looseProblems).toEqual(fresh.looseProblems);
      }),
      { numRuns: 500 },
    );
  });

  test('the changes add up to the specs, and what did not change is the same object', () => {
    fc.assert(
      fc.property(batches, (batches) => {
        const index = new SpecIndex();
        const folded = new Map<string, Spec>();
        for (const readings of batches) {
          const before = new Map(index.specs);
          const changes = index.apply(readings);
          const ids = changes.map((change) => (change.kind === 'deleted' ? change.last.id : change.after.id));
          expect(new Set(ids).size).toBe(ids.length);
          for (const change of changes) {
            if (change.kind === 'created') expect(before.has(change.after.id)).toBe(false);
            else expect(change.before).toBe(before.get(change.before!.id));
          }
          for (const [id, spec] of index.specs) if (!ids.includes(id)) expect(spec).toBe(before.get(id));
          fold(folded, changes);
          expect(folded).toEqual(new Map(index.specs));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('an ID that two files claim', () => {
  test('belongs to the stronger claim, then to the first path', () => {
    const index = new SpecIndex();
    index.apply([file('z.md', { id: 'E1' }, { claim: 'declared' })]);
    index.apply([file('a.md', { id: 'E1' }, { claim: 'fallback' })]);
    expect(index.specs.get('E1')?.path).toBe('z.md');
    index.apply([file('y.md', { id: 'E1' }, { claim: 'declared' })]);
    expect(index.specs.get('E1')?.path).toBe('y.md');
    index.apply([file('zz.md', { id: 'E1' }, { claim: 'path' })]);
    expect(index.specs.get('E1')?.path).toBe('zz.md');
    expect(index.looseProblems.map(({ code, path }) => [code, path])).toEqual([
      ['DUPLICATE_ID', 'a.md'],
      ['DUPLICATE_ID', 'y.md'],
      ['DUPLICATE_ID', 'z.md'],
    ]);
    expect(index.looseProblems[0]?.message).toContain('zz.md');
  });

  test('is taken over as an update when its owner goes', () => {
    const index = new SpecIndex();
    index.apply([file('a.md', { id: 'E1', body: 'a' }), file('b.md', { id: 'E1', body: 'b' })]);
    expect(index.apply([gone('a.md')])).toEqual([
      expect.objectContaining({ kind: 'updated', fields: ['body', 'path'] }),
    ]);
    expect(index.looseProblems).toEqual([]);
    expect(index.apply([gone('b.md')])).toMatchObject([{ kind: 'deleted', last: { id: 'E1' } }]);
  });

  test('belongs to the first in a file that gives it twice', () => {
    const index = new SpecIndex();
    const twice = ['first', 'second'].map((title) => aParsedSpec({ id: 'E1', title, path: 'a.md' }));
    index.apply([parsed('a.md', twice)]);
    expect(index.specs.get('E1')?.title).toBe('first');
    expect(index.looseProblems.map(({ code }) => code)).toEqual(['DUPLICATE_ID']);
  });
});

test('a move is one update of the path', () => {
  const index = new SpecIndex();
  index.apply([file('a.md', { id: 'E1' })]);
  expect(index.apply([gone('a.md'), file('sub/a.md', { id: 'E1' })])).toMatchObject([
    { kind: 'updated', fields: ['path'] },
  ]);
  expect(index.apply([file('a.md', { id: 'E1' }), gone('sub/a.md')])).toMatchObject([
    { kind: 'updated', fields: ['path'] },
  ]);
});

describe('a file that cannot be used', () => {
  test('leaves its last good specs, with the problem on them until it is mended', () => {
    const index = new SpecIndex();
    index.apply([file('a.md', { id: 'E1' })]);
    expect(index.apply([faulty('a.md')])).toMatchObject([
      { kind: 'updated', fields: ['problems'], after: { problems: [{ code: 'EMPTY_FILE' }] } },
    ]);
    expect(index.apply([faulty('a.md')])).toEqual([]);
    expect(index.looseProblems).toEqual([]);
    expect(index.apply([file('a.md', { id: 'E1' })])).toMatchObject([{ after: { problems: [] } }]);
  });

  test('is a problem of its own where it never held a spec', () => {
    const index = new SpecIndex();
    expect(index.apply([faulty('a.md')])).toEqual([]);
    expect(index.looseProblems).toEqual([problem('EMPTY_FILE', 'a.md')]);
    index.apply([gone('a.md')]);
    expect(index.looseProblems).toEqual([]);
  });
});

describe('problems that other specs make', () => {
  const codes = (index: SpecIndex, id: string) => index.specs.get(id)?.problems.map(({ code }) => code);

  test('an unknown parent is one until it comes, and again when it goes', () => {
    const index = new SpecIndex();
    index.apply([file('f.md', { id: 'E1-F1' })]);
    expect(codes(index, 'E1-F1')).toEqual(['UNKNOWN_PARENT']);
    expect(index.apply([file('e.md', { id: 'E1' })])).toMatchObject([
      { kind: 'created', after: { id: 'E1' } },
      { kind: 'updated', after: { id: 'E1-F1', problems: [] }, fields: ['problems'] },
    ]);
    expect(index.apply([gone('e.md')])).toMatchObject([
      { kind: 'deleted' },
      { kind: 'updated', fields: ['problems'] },
    ]);
  });

  test('so is an unknown dependency, on the line of the field', () => {
    const index = new SpecIndex();
    index.apply([
      file('a.md', { id: 'E1', dependencyIds: ['E2'] }, { lines: new Map([['dependencies', 7]]) }),
    ]);
    expect(index.specs.get('E1')?.problems).toMatchObject([{ code: 'UNKNOWN_DEPENDENCY', line: 7 }]);
    expect(index.apply([file('b.md', { id: 'E2' })])).toMatchObject([
      { kind: 'updated' },
      { kind: 'created' },
    ]);
    expect(codes(index, 'E1')).toEqual([]);
  });

  test('declared children are compared with those there are', () => {
    const index = new SpecIndex();
    index.apply([file('a.md', { id: 'E1' }, { declaredChildren: ['E1-F1'] })]);
    expect(codes(index, 'E1')).toEqual(['CHILDREN_MISMATCH']);
    index.apply([file('b.md', { id: 'E1-F1' })]);
    expect(codes(index, 'E1')).toEqual([]);
    index.apply([file('c.md', { id: 'E1-F2' })]);
    expect(index.specs.get('E1')?.problems[0]?.message).toContain('E1-F2 below E1 but not declared');
  });

  test('also when a child changes its parent', () => {
    const index = new SpecIndex();
    index.apply([
      file('a.md', { id: 'E1' }, { declaredChildren: ['note'] }),
      file('b.md', { id: 'E2' }, { declaredChildren: ['note'] }),
      file('c.md', { id: 'note', parentId: 'E1' }),
    ]);
    expect([codes(index, 'E1'), codes(index, 'E2')]).toEqual([[], ['CHILDREN_MISMATCH']]);
    index.apply([file('c.md', { id: 'note', parentId: 'E2' })]);
    expect([codes(index, 'E1'), codes(index, 'E2')]).toEqual([['CHILDREN_MISMATCH'], []]);
  });
});

/** Readings of as many specs, each of which counts how often it is looked at. */
function counted(count: number) {
  const looks = { count: 0 };
  const readings = Array.from({ length: count }, (_, at): FileReading => {
    const parsedSpec = aParsedSpec({ id: `E${at}`, path: `E${at}.md` });
    const { spec } = parsedSpec;
    Object.defineProperty(parsedSpec, 'spec', {
      get: () => {
        looks.count += 1;
        return spec;
      },
    });
    return parsed(`E${at}.md`, [parsedSpec]);
  });
  return { looks, readings };
}

test('a reading looks at none but the specs it concerns', () => {
  const { looks, readings } = counted(500);
  const index = new SpecIndex();
  index.apply(readings);
  looks.count = 0;
  index.apply([file('E7.md', { id: 'E7', body: 'new' })]);
  expect(looks.count).toBeLessThan(20);
});

test('in steps, no step looks at more than a few specs, however many there are', () => {
  const { looks, readings } = counted(2000);
  const index = new SpecIndex();
  const steps = index.applyInSteps(readings);
  let most = 0;
  for (;;) {
    looks.count = 0;
    const { done, value } = steps.next();
    most = Math.max(most, looks.count);
    if (!done) continue;
    expect(value).toHaveLength(2000);
    break;
  }
  expect(most).toBeLessThan(20);
});

test('thousands of copies of one file are taken in and given up without sorting them anew each time', () => {
  const index = new SpecIndex();
  const copies = Array.from({ length: 3000 }, (_, at) => file(`${at}.md`, { id: 'E1' }));
  const before = performance.now();
  index.apply(copies);
  expect(index.looseProblems).toHaveLength(2999);
  expect(index.specs.get('E1')?.path).toBe('0.md');
  expect(index.apply(copies.slice(0, -1).map(({ path }) => gone(path)))).toMatchObject([{ kind: 'updated' }]);
  expect(index.specs.get('E1')?.path).toBe('2999.md');
  expect(performance.now() - before).toBeLessThan(5000);
});
