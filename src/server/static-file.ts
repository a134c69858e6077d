import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { headerOf, type HttpExchange } from '../transports/http/exchange.ts';
import { chooseEncoding } from '../transports/http/media-types.ts';
import { cutIfUnread } from '../transports/stall-watch.ts';

const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number] | 'identity';

/** What a browser is given. */
export interface StaticContent {
  readonly body: Buffer;
  /** Its type, and how it may be kept and used. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The content in one coding. */
interface Form extends StaticContent {
  readonly etag: string;
}

/** Answers a GET or a HEAD. */
export type StaticFile = (exchange: HttpExchange) => Promise<void>;

/**
 * A file that does not change: compressed as its reader likes, each form of it kept, and not sent to those who have it.
 * @param load called when it is first asked for; what it throws fails that request, and all that follow
 */
export function createStaticFile(load: () => Promise<StaticContent>): StaticFile {
  const forms = new Map<Encoding, Promise<Form>>();
  let loaded: Promise<StaticContent> | undefined;

  async function compress(encoding: Encoding): Promise<Form> {
    loaded ??= load();
    const { body, headers } = await loaded;
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    return { body: await encode(body, encoding), headers, etag: `"${hash}-${encoding}"` };
  }

  return async ({ request, response }) => {
    const encoding = chooseEncoding(headerOf(request, 'accept-encoding'), ENCODINGS);
    let form = forms.get(encoding);
    if (!form) {
      form = compress(encoding);
      forms.set(encoding, form);
    }
    const {
      body,
      headers: { 'content-type': type, ...headers },
      etag,
    } = await form;
    if (response.destroyed) return;
    if (matches(headerOf(request, 'if-none-match'), etag)) {
      response.writeHead(304, { ...headers, etag });
      response.end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      etag,
      'content-type': type,
      'content-length': String(body.length),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    });
    response.end(body);
    cutIfUnread(response);
  };
}

function encode(body: Buffer, encoding: Encoding): Promise<Buffer> | Buffer {
  switch (encoding) {
    case 'br':
      return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    case 'gzip':
      return promisify(gzip)(body);
    case 'identity':
      return body;
  }
}

/** Whether an If-None-Match header names the tag; proxies mark tags as weak. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
