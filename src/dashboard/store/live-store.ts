import type { SpecClientError } from '../../client/client-error.ts';
import type { LiveSpec, LiveSpecs, LiveSpecsChange } from '../../client/live-specs.ts';
import { addToFeed, type FeedEntry } from '../model/feed.ts';
import { HIGHLIGHT_MS, lit, unexpired, type Highlights } from '../model/highlights.ts';
import { buildTree, type SpecTree } from '../model/spec-tree.ts';
import { createObservable, type Observable } from './observable.ts';
import { createPace, type PaceOptions } from './pace.ts';

/** All that the views show of the specs, as it was at one moment. */
export interface LiveState {
  /** Whether the first state is there. */
  readonly isReady: boolean;
  readonly specs: ReadonlyMap<string, LiveSpec>;
  readonly tree: SpecTree;
  /** The IDs by the paths of their files; another map only when one of these is another. */
  readonly idsByPath: ReadonlyMap<string, string>;
  /** The newest first. */
  readonly feed: readonly FeedEntry[];
  readonly highlights: Highlights;
  /** Why nothing is followed any more. */
  readonly error: SpecClientError | undefined;
}

export interface LiveStore extends Observable<LiveState>, Disposable {}

/** Follows the specs, and tells the views no more often than they can show; between, nothing is lost. */
export function createLiveStore(live: LiveSpecs, pacing: PaceOptions): LiveStore {
  const state = createObservable<LiveState>({
    isReady: false,
    specs: live.specs,
    tree: buildTree(live.specs),
    idsByPath: new Map(),
    feed: [],
    highlights: new Map(),
    error: undefined,
  });
  let feed: readonly FeedEntry[] = [];
  let highlights: Highlights = new Map();
  let hasOtherPaths = false;
  let isReady = false;
  let expiry: ReturnType<typeof setTimeout> | undefined;

  const pace = createPace(() => {
    const { specs, tree, idsByPath } = state.get();
    const isSame = specs === live.specs;
    state.set({
      isReady,
      specs: live.specs,
      tree: isSame ? tree : buildTree(live.specs),
      idsByPath: hasOtherPaths ? idsByPathOf(live.specs) : idsByPath,
      feed,
      highlights,
      error: live.error,
    });
    hasOtherPaths = false;
  }, pacing);

  function expire(): void {
    expiry = undefined;
    highlights = unexpired(highlights, Date.now());
    if (highlights.size > 0) expiry = setTimeout(expire, HIGHLIGHT_MS / 10);
    pace.ask();
  }

  function take(change: LiveSpecsChange): void {
    // What was there at the beginning is no news.
    if (isReady) {
      feed = addToFeed(feed, change);
      highlights = lit(highlights, change, Date.now());
      if (highlights.size > 0) expiry ??= setTimeout(expire, HIGHLIGHT_MS);
    }
    isReady = true;
    hasOtherPaths ||= movesPaths(change);
  }

  const stop = live.onChange((change) => {
    if (change) take(change);
    pace.ask();
  });

  return {
    get: state.get,
    subscribe: state.subscribe,
    [Symbol.dispose]() {
      stop();
      clearTimeout(expiry);
      pace[Symbol.dispose]();
    },
  };
}

function movesPaths({ added, updated, removed }: LiveSpecsChange): boolean {
  return (
    added.length > 0 || removed.length > 0 || updated.some(({ before, after }) => before.path !== after.path)
  );
}

function idsByPathOf(specs: ReadonlyMap<string, LiveSpec>): ReadonlyMap<string, string> {
  return new Map([...specs.values()].map(({ id, path }) => [path, id]));
}
