import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import type { LiveSpec, LiveSpecs, LiveSpecsChange } from '../../src/client/live-specs.ts';
import { createLiveStore } from '../../src/dashboard/store/live-store.ts';
import { createPace } from '../../src/dashboard/store/pace.ts';
import { aChange, aLiveSpec, aMove, byId } from '../support/live-specs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Frames that are drawn when they are told to be. */
function frames() {
  const waiting: (() => void)[] = [];
  return {
    nextFrame: (callback: () => void) => void waiting.push(callback),
    draw: () => waiting.splice(0).forEach((callback) => callback()),
    get count() {
      return waiting.length;
    },
  };
}

/** Specs that change when they are told to. */
function changing() {
  let listener: (change: LiveSpecsChange | undefined) => void = () => undefined;
  const live = {
    specs: new Map() as ReadonlyMap<string, LiveSpec>,
    ready: Promise.resolve(),
    error: undefined as SpecClientError | undefined,
    onChange: (given: typeof listener) => {
      listener = given;
      return () => void (listener = () => undefined);
    },
    dispose() {},
    [Symbol.dispose]() {},
  } satisfies LiveSpecs;
  return {
    live,
    become(specs: ReadonlyMap<string, LiveSpec>, change: Partial<LiveSpecsChange>) {
      live.specs = specs;
      listener(aChange(change));
    },
    fail(error: SpecClientError) {
      live.error = error;
      listener(undefined);
    },
  };
}

describe('a pace', () => {
  test('runs with the next frame, and after that no more often than its gap allows', () => {
    const screen = frames();
    const task = vi.fn<() => void>();
    using pace = createPace(task, { gapMs: 80, nextFrame: screen.nextFrame });
    pace.ask();
    pace.ask();
    expect([task.mock.calls.length, screen.count]).toEqual([0, 1]);
    screen.draw();
    expect(task).toHaveBeenCalledTimes(1);
    pace.ask();
    expect(screen.count).toBe(0);
    vi.advanceTimersByTime(80);
    screen.draw();
    expect(task).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(800);
    expect(screen.count).toBe(0);
  });

  test('runs no more once it is disposed', () => {
    const screen = frames();
    const task = vi.fn<() => void>();
    const pace = createPace(task, { gapMs: 80, nextFrame: screen.nextFrame });
    pace.ask();
    pace[Symbol.dispose]();
    screen.draw();
    expect(task).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what the views show', () => {
  test('is not ready before the first state, which is no news', () => {
    const screen = frames();
    const source = changing();
    using store = createLiveStore(source.live, { gapMs: 0, nextFrame: screen.nextFrame });
    expect(store.get().isReady).toBe(false);
    source.become(byId({ id: 'E1' }), { isSnapshot: true, added: [aLiveSpec()] });
    screen.draw();
    const { isReady, tree, feed, highlights } = store.get();
    expect([isReady, tree.nodes.size, feed.length, highlights.size]).toEqual([true, 1, 0, 0]);
  });

  test('is told once for many changes, none of which is lost', () => {
    const screen = frames();
    const source = changing();
    using store = createLiveStore(source.live, { gapMs: 80, nextFrame: screen.nextFrame });
    const told = vi.fn<() => void>();
    store.subscribe(told);
    source.become(byId(), { isSnapshot: true });
    for (let at = 0; at < 50; at += 1) {
      source.become(byId({ id: `E${at}` }), { updated: [aMove(`E${at}`, 'draft', 'done')] });
    }
    screen.draw();
    expect(told).toHaveBeenCalledTimes(1);
    expect(store.get().feed[0]!.items.size).toBe(50);
    expect(store.get().highlights.size).toBe(50);
  });

  test('is lit for ten seconds, without another tree where no spec has changed', () => {
    const screen = frames();
    const source = changing();
    using store = createLiveStore(source.live, { gapMs: 80, nextFrame: screen.nextFrame });
    source.become(byId({ id: 'E1' }), { isSnapshot: true });
    source.become(byId({ id: 'E1' }), { updated: [aMove('E1', 'draft', 'done')] });
    screen.draw();
    const { tree } = store.get();
    vi.advanceTimersByTime(9_900);
    screen.draw();
    expect(store.get().highlights.size).toBe(1);
    vi.advanceTimersByTime(1_100);
    screen.draw();
    expect(store.get().highlights.size).toBe(0);
    expect(store.get().tree).toBe(tree);
  });

  test('has the same IDs by path until a spec comes, goes or moves', () => {
    const screen = frames();
    const source = changing();
    using store = createLiveStore(source.live, { gapMs: 0, nextFrame: screen.nextFrame });
    const after = (specs: ReadonlyMap<string, LiveSpec>, change: Partial<LiveSpecsChange>) => {
      source.become(specs, change);
      vi.advanceTimersByTime(0);
      screen.draw();
      return store.get().idsByPath;
    };
    const first = after(byId({ id: 'E1', path: 'a' }), {
      isSnapshot: true,
      added: [aLiveSpec({ path: 'a' })],
    });
    expect([...first]).toEqual([['a', 'E1']]);
    expect(after(byId({ id: 'E1', path: 'a' }), { updated: [aMove('E1', 'draft', 'done')] })).toBe(first);
    const moved = { ...aMove('E1', 'done', 'done'), after: aLiveSpec({ path: 'b' }) };
    expect([...after(byId({ id: 'E1', path: 'b' }), { updated: [moved] })]).toEqual([['b', 'E1']]);
    const removed = [{ spec: aLiveSpec({ path: 'b' }), isDeleted: true }];
    expect([...after(byId(), { removed })]).toEqual([]);
  });

  test('says why nothing is followed any more', () => {
    const screen = frames();
    const source = changing();
    using store = createLiveStore(source.live, { gapMs: 80, nextFrame: screen.nextFrame });
    const error = new SpecClientError('No.', { code: 'UNAUTHENTICATED' });
    source.fail(error);
    screen.draw();
    expect(store.get()).toMatchObject({ isReady: false, error });
  });

  test('leaves no timer behind', () => {
    const screen = frames();
    const source = changing();
    const store = createLiveStore(source.live, { gapMs: 80, nextFrame: screen.nextFrame });
    source.become(byId(), { isSnapshot: true });
    source.become(byId({ id: 'E1' }), { added: [aLiveSpec()] });
    screen.draw();
    store[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});
