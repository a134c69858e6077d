import type { ClientStatus } from '../../src/client/client-status.ts';
import type { SpecClient } from '../../src/client/index.ts';

/** What one client has heard, in order. */
export interface Heard {
  /** IDs and titles as each change told them; `null` for a resync. */
  readonly changes: ({ readonly id: string; readonly title: string } | null)[];
  /** Titles by ID, as it shows them; nothing where it keeps no state. */
  readonly titles: ReadonlyMap<string, string> | undefined;
  /** Why it follows no more. */
  readonly error: unknown;
}

/** A way to follow with `specwire/client`. */
export type Follow = (client: SpecClient) => Heard;

const EACH = /* GraphQL */ `
  subscription Each {
    specChanged(delivery: { conflate: false }) {
      __typename
      ... on SpecUpdated {
        spec {
          id
          title
        }
      }
    }
  }
`;
interface Each {
  readonly specChanged: { readonly spec?: { readonly id: string; readonly title: string } };
}

class Hearing implements Heard {
  readonly changes: Heard['changes'] = [];
  titles: ReadonlyMap<string, string> | undefined;
  error: unknown;
}

export const FOLLOWERS: Readonly<Record<string, Follow>> = {
  'subscribe, observed': (client) => {
    const heard = new Hearing();
    client.subscribe<Each>(EACH, undefined, {
      next: ({ data }) => void heard.changes.push(data?.specChanged.spec ?? null),
      error: (error) => void (heard.error = error),
    });
    return heard;
  },

  'subscribe, iterated': (client) => {
    const heard = new Hearing();
    const follow = async () => {
      for await (const { data } of client.subscribe<Each>(EACH))
        heard.changes.push(data?.specChanged.spec ?? null);
    };
    follow().catch((error: unknown) => void (heard.error = error));
    return heard;
  },

  liveSpecs: (client) => {
    const heard = new Hearing();
    const live = client.liveSpecs();
    live.onChange((change) => {
      heard.error = live.error;
      heard.titles = new Map([...live.specs.values()].map(({ id, title }) => [id, title]));
      if (change?.isSnapshot && heard.changes.length > 0) heard.changes.push(null);
      for (const { after } of change?.updated ?? []) heard.changes.push({ id: after.id, title: after.title });
    });
    return heard;
  },
};

/** Whether subscriptions get through. */
export const isUp = ({ state }: ClientStatus): boolean => state === 'live' || state === 'fallback';
