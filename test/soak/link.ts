import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export const TRANSPORTS = ['websocket', 'distinct', 'single'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What a link asks for. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What a link hears. */
export interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly unknown[];
}

/** One subscription on a connection of its own. */
export interface Link {
  /** Reads nothing until it is resumed. */
  pause(): void;
  resume(): void;
  /** Ends it in order, or cuts it; nothing is heard afterwards. */
  close(isCut: boolean): void;
  /** Resolves when it has ended, whoever ended it. */
  readonly closed: Promise<void>;
}

type Listener = (result: Result) => void;

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** Subscribes over one transport. */
export function subscribe(
  url: URL,
  transport: Transport,
  question: Question,
  onResult: Listener,
): Promise<Link> {
  switch (transport) {
    case 'websocket':
      return overWebSocket(url, question, onResult);
    case 'distinct':
      return overDistinct(url, question, onResult);
    case 'single':
      return overSingle(url, question, onResult);
  }
}

async function overWebSocket(url: URL, question: Question, onResult: Listener): Promise<Link> {
  const socket = new WebSocket(url.href.replace('http:', 'ws:'), 'graphql-transport-ws');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  let isDone = false;
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(String(data)) as { type: string; payload: unknown };
    if (isDone) return;
    if (type === 'next') onResult(payload as Result);
    if (type === 'error') onResult({ errors: payload as unknown[] });
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: question }));
  return {
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close(isCut) {
      isDone = true;
      socket.resume();
      if (isCut) socket.terminate();
      else socket.close(1000);
    },
    closed,
  };
}

async function overDistinct(url: URL, question: Question, onResult: Listener): Promise<Link> {
  const response = await send('POST', url, { accept: 'text/event-stream' }, question);
  return readEvents(response, (data) => onResult(data as Result));
}

async function overSingle(url: URL, question: Question, onResult: Listener): Promise<Link> {
  const address = new URL(`${url.href}/stream`);
  const token = await textOf(await send('PUT', address, {}));
  const headers = { 'x-graphql-event-stream-token': token };
  const response = await send('GET', address, { ...headers, accept: 'text/event-stream' });
  const link = readEvents(response, (data) => onResult((data as { payload: Result }).payload));
  const extensions = { ...question.extensions, operationId: '1' };
  await textOf(await send('POST', address, headers, { ...question, extensions }));
  return link;
}

/** Hands on the data of each `next` event. */
function readEvents(response: IncomingMessage, onNext: (data: unknown) => void): Link {
  let text = '';
  let isDone = false;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^event: next\ndata: (.*)$/m.exec(block)?.[1];
      if (data !== undefined && !isDone) onNext(JSON.parse(data));
    }
  });
  response.on('error', () => undefined);
  return {
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close(isCut) {
      isDone = true;
      if (isCut) response.socket.resetAndDestroy();
      else response.destroy();
    },
    closed: new Promise((resolve) => response.once('close', () => resolve())),
  };
}

async function send(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body?: object,
): Promise<IncomingMessage> {
  const json = body && JSON.stringify(body);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const sent = request(url, { method, agent, headers: { ...headers, ...type } });
  sent.end(json);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode! >= 300) throw new Error(`${method} ${url.pathname}: ${response.statusCode}`);
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}
