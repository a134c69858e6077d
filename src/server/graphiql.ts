import { createHash } from 'node:crypto';
import { pagePolicy } from './security-headers.ts';
import { createStaticFile, type StaticContent, type StaticFile } from './static-file.ts';

/** Serves GraphiQL, whole and offline. */
export type GraphiqlPage = StaticFile;

/** What subscriptions come over: WebSocket, or event streams where the address says `?transport=sse`. */
type Protocol = 'WS' | 'SSE';

/** The page is rendered and compressed when it is first asked for, and each form of it kept. */
export function createGraphiqlPage(): GraphiqlPage {
  const pages: Readonly<Record<Protocol, StaticFile>> = {
    WS: createStaticFile(() => render('WS')),
    SSE: createStaticFile(() => render('SSE')),
  };
  return (exchange) => pages[exchange.query.get('transport') === 'sse' ? 'SSE' : 'WS'](exchange);
}

async function render(protocol: Protocol): Promise<StaticContent> {
  // Nine megabytes that most runs never need.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const rendered = renderGraphiQL({
    title: 'Specwire',
    endpoint: '/graphql',
    subscriptionsProtocol: protocol,
    defaultTabs: GRAPHIQL_TABS.map((query) => ({ query })),
  });
  const page = withHeadersOnSockets(rendered);
  const digests = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) =>
    createHash('sha256').update(script!).digest('base64'),
  );
  return {
    body: Buffer.from(page.replace('</head>', `${STEADY_TABS}</head>`)),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'Accept, Accept-Encoding, Origin',
      'content-security-policy': pagePolicy(digests),
    },
  };
}

/** The page sends the headers of its editor with requests alone; a WebSocket takes them as `connectionParams`. */
function withHeadersOnSockets(page: string): string {
  return page.replace(
    /extensions:\{headers:(\w+)\?\.headers\}/,
    'extensions:{headers:$1?.headers,connectionParams:{headers:$1?.headers}}',
  );
}

/** A tab that is pressed may jump from under the pointer, to where it was before the page was laid out. */
const STEADY_TABS = '<style>.graphiql-tab { transform: none !important; }</style>';

const SPECS = `# The specs as they are now. Press the play button, or Ctrl+Enter.
# Keep \`changeCursor\`: a subscription with \`since: "…"\` goes on from there and misses nothing.
query Specs {
  specs(first: 20) {
    totalCount
    changeCursor
    nodes {
      id
      type
      title
      status
      priority
    }
  }
}
`;

const EVERY_CHANGE = `# Every change, as it happens: run this, then save a spec in your editor.
# It comes over WebSocket; at /graphql?transport=sse this page subscribes by event streams.
subscription EveryChange {
  specChanged {
    __typename
    ... on SpecChange { specId }
    ... on SpecCreated { spec { id title status } }
    ... on SpecUpdated { changes spec { id title status } }
    ... on SpecDeleted { title }
    cursor
    timestamp
  }
}
`;

const SOME_CHANGES = `# Only some changes: set the filter below, under Variables.
#   ids              exact IDs, or patterns such as "E13-*"
#   includeChildren  also everything below the IDs
#   statuses, types, tags, priorities, changedFields
#   kinds            CREATED, UPDATED, DELETED
# An empty filter lets everything pass.
subscription SomeChanges($filter: SpecChangeFilter = { kinds: [CREATED, UPDATED] }) {
  specChanged(filter: $filter) {
    __typename
    ... on SpecChange { specId }
    ... on SpecCreated { spec { id title status } }
    ... on SpecUpdated { changes fieldChanges { field before after } }
    cursor
  }
}
`;

/** What GraphiQL begins with; each works on any folder of specs. */
export const GRAPHIQL_TABS: readonly string[] = [SPECS, EVERY_CHANGE, SOME_CHANGES];
