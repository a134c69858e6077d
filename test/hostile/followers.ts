import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { createSpecwireLink } from '../../src/client/apollo.ts';
import type { SpecClient } from '../../src/client/index.ts';
import { createSpecwireExchange } from '../../src/client/urql.ts';
import type { Titled } from '../support/tellings.ts';

/** What one client has heard. */
export interface Heard {
  /** Each change, in order; `null` where everything was to be read anew. */
  readonly changes: (Titled | null)[];
  /** Titles by ID, as it shows them; `undefined` where it keeps no state. */
  readonly titles: ReadonlyMap<string, string> | undefined;
  /** Whether all that is committed from now on will be told. */
  readonly hasBegun: boolean;
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
  readonly specChanged: { readonly spec?: Titled };
}

const BATCHES = /* GraphQL */ `
  subscription Batches {
    specsChanged(snapshot: true, delivery: { conflate: false }) {
      snapshot {
        id
        title
      }
      changes {
        __typename
        ... on SpecUpdated {
          spec {
            id
            title
          }
        }
      }
    }
  }
`;
interface Batches {
  readonly specsChanged: {
    readonly snapshot: readonly Titled[] | null;
    readonly changes: readonly { readonly spec?: Titled }[];
  };
}

class Hearing implements Heard {
  readonly changes: Heard['changes'] = [];
  readonly titles: Map<string, string> | undefined;
  hasBegun = false;
  error: unknown;

  constructor(titles?: Map<string, string>) {
    this.titles = titles;
  }

  take({ specsChanged: { snapshot, changes } }: Batches): void {
    if (snapshot && this.hasBegun) this.changes.push(null);
    this.hasBegun = true;
    for (const { id, title } of snapshot ?? []) this.titles!.set(id, title);
    for (const { spec } of changes) {
      if (!spec) continue;
      this.titles!.set(spec.id, spec.title);
      this.changes.push(spec);
    }
  }

  fail(error: unknown): void {
    this.error = error ?? 'an end without a reason';
  }
}

export const FOLLOWERS: Readonly<Record<string, Follow>> = {
  'subscribe, observed': (client) => {
    const heard = new Hearing();
    client.subscribe<Each>(
      EACH,
      undefined,
      {
        next: ({ data }) => void heard.changes.push(data?.specChanged.spec ?? null),
        error: (error) => heard.fail(error),
      },
      { onBegun: () => void (heard.hasBegun = true) },
    );
    return heard;
  },

  'subscribe, iterated': (client) => {
    const heard = new Hearing(new Map());
    const follow = async () => {
      for await (const { data } of client.subscribe<Batches>(BATCHES)) heard.take(data!);
    };
    follow().catch((error: unknown) => heard.fail(error));
    return heard;
  },

  liveSpecs: (client) => {
    const heard = new Hearing(new Map());
    const live = client.liveSpecs();
    live.onChange((change) => {
      if (!change) return heard.fail(live.error);
      if (change.isSnapshot && heard.hasBegun) heard.changes.push(null);
      heard.hasBegun = true;
      for (const { id, title } of live.specs.values()) heard.titles!.set(id, title);
      for (const { after } of change.updated) heard.changes.push({ id: after.id, title: after.title });
    });
    return heard;
  },

  'Apollo Client, over the link': (client) => {
    const heard = new Hearing(new Map());
    const apollo = new ApolloClient({ link: createSpecwireLink(client), cache: new InMemoryCache() });
    apollo.subscribe<Batches>({ query: gql(BATCHES), fetchPolicy: 'no-cache' }).subscribe({
      next: ({ data, error }) => (data ? heard.take(data) : heard.fail(error)),
      error: (error: unknown) => heard.fail(error),
    });
    return heard;
  },

  'urql, over the exchange': (client) => {
    const heard = new Hearing(new Map());
    const urql = new Client({
      url: 'http://127.0.0.1:1',
      exchanges: [createSpecwireExchange(client), fetchExchange],
    });
    urql.subscription<Batches>(BATCHES, {}).subscribe(({ data, error }) => {
      if (data && !error) heard.take(data);
      else heard.fail(error);
    });
    return heard;
  },
};
