import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { headerOf, type HttpExchange } from '../transports/http/exchange.ts';
import { chooseEncoding } from '../transports/http/media-types.ts';
import { cutIfUnread } from '../transports/stall-watch.ts';
import { pagePolicy } from './security-headers.ts';

const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number] | 'identity';

/** The page as it is sent. */
interface Form {
  readonly body: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/** Serves GraphiQL, whole and offline. */
export type GraphiqlPage = (exchange: HttpExchange) => Promise<void>;

/** What subscriptions come over: WebSocket, or event streams where the address says `?transport=sse`. */
type Protocol = 'WS' | 'SSE';

/** The page is rendered and compressed when it is first asked for, and each form of it kept. */
export function createGraphiqlPage(): GraphiqlPage {
  const forms = new Map<string, Promise<Form>>();
  const rendered = new Map<Protocol, ReturnType<typeof render>>();

  async function compress(protocol: Protocol, encoding: Encoding): Promise<Form> {
    const rendering = rendered.get(protocol) ?? render(protocol);
    rendered.set(protocol, rendering);
    const { page, policy } = await rendering;
    const hash = createHash('sha256').update(page).digest('base64url').slice(0, 22);
    return { body: await encode(page, encoding), etag: `"${hash}-${encoding}"`, policy };
  }

  return async ({ request, response, query }) => {
    const protocol = query.get('transport') === 'sse' ? 'SSE' : 'WS';
    const encoding = chooseEncoding(headerOf(request, 'accept-encoding'), ENCODINGS);
    const key = `${protocol} ${encoding}`;
    let form = forms.get(key);
    if (!form) {
      form = compress(protocol, encoding);
      forms.set(key, form);
    }
    const { body, etag, policy } = await form;
    if (response.destroyed) return;
    const headers = {
      etag,
      'cache-control': 'no-cache',
      vary: 'Accept, Accept-Encoding, Origin',
      'content-security-policy': policy,
    };
    if (matches(headerOf(request, 'if-none-match'), etag)) {
      response.writeHead(304, headers);
      response.end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(body.length),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    });
    response.end(body);
    cutIfUnread(response);
  };
}

function encode(page: Buffer, encoding: Encoding): Promise<Buffer> | Buffer {
  switch (encoding) {
    case 'br':
      return promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    case 'gzip':
      return promisify(gzip)(page);
    case 'identity':
      return page;
  }
}

/** Whether an If-None-Match header names the tag; proxies mark tags as weak. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

async function render(protocol: Protocol): Promise<{ readonly page: Buffer; readonly policy: string }> {
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
    page: Buffer.from(page.replace('</head>', `${STEADY_TABS}</head>`)),
    policy: pagePolicy(digests),
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
