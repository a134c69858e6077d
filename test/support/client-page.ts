// A page for tests of the client in a browser: what tests ask of it is on the global object.
import { createSpecClient, type SpecClient } from '../../src/client/index.ts';

/** What the page has heard. */
export interface Heard {
  readonly states: string[];
  /** By subscription, the titles of E01, in order. */
  readonly titles: string[][];
  readonly errors: string[];
}

export interface PageGlobals {
  readonly heard: Heard;
  follow(url: string, subscriptions: number): void;
  client: SpecClient;
}

const page = globalThis as unknown as PageGlobals & typeof globalThis;

Object.assign(page, {
  heard: { states: [], titles: [], errors: [] } satisfies Heard,
  follow(url: string, subscriptions: number) {
    const { heard } = page;
    page.client = createSpecClient({ url });
    page.client.onStatus(({ state }) => {
      if (heard.states.at(-1) !== state) heard.states.push(state);
    });
    for (let at = 0; at < subscriptions; at += 1) {
      const titles: string[] = [];
      heard.titles.push(titles);
      page.client.subscribe<{ specChanged: { spec?: { title: string } } }>(
        /* GraphQL */ `
          subscription {
            specChanged(filter: { ids: ["E01"] }, delivery: { conflate: false }) {
              ... on SpecUpdated {
                spec {
                  title
                }
              }
            }
          }
        `,
        undefined,
        {
          next: ({ data }) => void titles.push(data?.specChanged.spec?.title ?? 'resync'),
          error: ({ message }) => void heard.errors.push(message),
        },
      );
    }
  },
});
