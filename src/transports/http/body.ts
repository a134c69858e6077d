import type { HttpExchange } from './exchange.ts';
import { headerOf } from './exchange.ts';
import { isJsonType } from './media-types.ts';
import { badRequest, problemBody, type HttpProblem } from './reply.ts';

/** How long a client that sends too much may take to read the refusal, in milliseconds. */
const REFUSAL_MS = 1_000;

/** How large a body may be. */
export interface BodyLimit {
  /** In bytes. */
  readonly maxBytes: number;
  /** Called for each body that is larger. */
  readonly onRefused: () => void;
}

/**
 * Reads a JSON body of at most `maxBytes` as text. `null` when the client went away, or was refused because it sends
 * more: nothing is left to answer then.
 */
export async function readJsonBody(
  exchange: HttpExchange,
  limit: BodyLimit,
): Promise<string | HttpProblem | null> {
  const { request } = exchange;
  const type = headerOf(request, 'content-type');
  const encoding = headerOf(request, 'content-encoding');
  if (!isJsonType(type))
    return unsupported(`Expected \`Content-Type: application/json\`, received ${quote(type)}.`);
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    return unsupported(`Expected a body without \`Content-Encoding\`, received ${quote(encoding)}.`);
  }
  if (Number(headerOf(request, 'content-length')) > limit.maxBytes) {
    refuseTooLarge(exchange, limit);
    return null;
  }
  const bytes = await readBytes(exchange, limit);
  if (!bytes) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return badRequest('Expected a body of UTF-8 text.');
  }
}

function readBytes(exchange: HttpExchange, limit: BodyLimit): Promise<Buffer | null> {
  const { request } = exchange;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const finish = (body: Buffer | null): void => {
      // A request lives as long as its response, which may be a stream; the body must not.
      request.removeListener('data', onData);
      request.removeListener('end', onEnd);
      request.removeListener('close', onGone);
      request.removeListener('error', onGone);
      resolve(body);
    };
    const onEnd = () => finish(Buffer.concat(chunks));
    const onGone = () => finish(null);
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit.maxBytes) {
        finish(null);
        refuseTooLarge(exchange, limit);
      } else {
        chunks.push(chunk);
      }
    };
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onGone);
    request.on('error', onGone);
  });
}

/**
 * Answers 413 and reads no further. Ending the response would make Node reset the connection while the client still
 * sends, and the client might never see the answer: so it is written whole, and the connection closed when the client
 * has had time to read it.
 */
function refuseTooLarge({ request, response }: HttpExchange, { maxBytes, onRefused }: BodyLimit): void {
  request.pause();
  onRefused();
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(
    problemBody({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
      message: `Expected a body of at most ${maxBytes} bytes (\`maxBodyBytes\`).`,
      extensions: { limit: 'maxBodyBytes', max: maxBytes },
    }),
  );
  response.writeHead(413, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.write(text);
  const timer = setTimeout(() => response.destroy(), REFUSAL_MS).unref();
  response.once('close', () => clearTimeout(timer));
}

function unsupported(message: string): HttpProblem {
  return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message };
}

function quote(header: string): string {
  return header === '' ? 'none' : JSON.stringify(header);
}
