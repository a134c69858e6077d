import type { SpecFilter, View } from '../../examples/clients/spec-list.ts';
import { followSpecs as apolloOverGraphqlWs } from '../../examples/clients/apollo-graphql-ws.ts';
import { followSpecs as apollo } from '../../examples/clients/apollo.ts';
import { followSpecs as eventSource } from '../../examples/clients/event-source.ts';
import { followSpecs as graphqlSse } from '../../examples/clients/graphql-sse.ts';
import { followSpecs as graphqlWs } from '../../examples/clients/graphql-ws.ts';
import { followSpecs as liveSpecs } from '../../examples/clients/live-specs.ts';
import { followSpecs as graphcache } from '../../examples/clients/urql-graphcache.ts';
import { followSpecs as urqlOverGraphqlSse } from '../../examples/clients/urql-graphql-sse.ts';
import { followSpecs as urqlOverGraphqlWs } from '../../examples/clients/urql-graphql-ws.ts';
import { followSpecs as urql } from '../../examples/clients/urql.ts';

/** Shows all specs of the server at an address that match, until what it returns is called. */
export type FollowSpecs = (url: string, filter: SpecFilter, view: View) => () => void;

/** The recipes of `examples/clients`, by what they are for; they run in Node and in browsers. */
export const RECIPES: Readonly<Record<string, FollowSpecs>> = {
  'liveSpecs alone': liveSpecs,
  'Apollo Client over the link': apollo,
  'Apollo Client over graphql-ws': apolloOverGraphqlWs,
  'urql over the exchange': urql,
  'urql with Graphcache over the exchange': graphcache,
  'urql over graphql-ws': urqlOverGraphqlWs,
  'urql over graphql-sse': urqlOverGraphqlSse,
  'graphql-ws alone': graphqlWs,
  'graphql-sse, an event stream each': graphqlSse,
  'graphql-sse, a single event stream': (url, filter, view) => graphqlSse(url, filter, view, true),
};

/** The same with those that need a browser. */
export const BROWSER_RECIPES: typeof RECIPES = { ...RECIPES, 'a bare EventSource': eventSource };
