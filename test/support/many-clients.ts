// A process full of subscribers: `many-clients.ts <url> <transport> <ending> <count>`. Says nothing; when it is told
// to end by a message, its subscribers go in the way that was asked for.
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

const [url = '', transport = '', ending = '', countText = ''] = process.argv.slice(2);
const PER_CONNECTION = 50;
const count = Number(countText);
const query = 'subscription { specChanged { cursor } }';
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** Ends one connection with its subscriptions. */
type End = () => void;

const ends: End[] = [];
const connections = transport === 'distinct' ? count : count / PER_CONNECTION;
for (let at = 0; at < connections; at += 1) ends.push(await open());

process.on('message', () => {
  for (const end of ends) end();
});

async function open(): Promise<End> {
  switch (transport) {
    case 'websocket':
      return openWebSocket();
    case 'distinct':
      return openDistinct();
    case 'single':
      return openSingle();
    default:
      throw new Error(`Expected websocket, distinct or single, got ${transport}.`);
  }
}

async function openWebSocket(): Promise<End> {
  const socket = new WebSocket(url.replace('http:', 'ws:'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  const ids = Array.from({ length: PER_CONNECTION }, (_, at) => String(at));
  for (const id of ids) socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  return () => {
    if (ending === 'abort') return socket.terminate();
    if (ending === 'close') return socket.close(1000);
    for (const id of ids) socket.send(JSON.stringify({ id, type: 'complete' }));
    // The connection itself is no subscription; it goes once they have.
    socket.once('pong', () => socket.close(1000));
    return socket.ping();
  };
}

async function openDistinct(): Promise<End> {
  const { response } = await send('POST', url, { accept: 'text/event-stream' }, { query });
  return endOf(response);
}

async function openSingle(): Promise<End> {
  const address = `${url}/stream`;
  const { text: token } = await send('PUT', address, {});
  const headers = { 'x-graphql-event-stream-token': token };
  const { response } = await send('GET', address, { ...headers, accept: 'text/event-stream' });
  const ids = Array.from({ length: PER_CONNECTION }, (_, at) => String(at));
  for (const operationId of ids) await send('POST', address, headers, { query, extensions: { operationId } });
  if (ending !== 'complete') return endOf(response);
  return () =>
    void Promise.all(ids.map((id) => send('DELETE', `${address}?operationId=${id}`, headers))).then(
      endOf(response),
    );
}

/** An event stream's client closes its connection; an abort resets it. */
function endOf(response: IncomingMessage): End {
  return () => {
    if (ending === 'abort') response.socket.resetAndDestroy();
    else response.socket.end();
  };
}

async function send(
  method: string,
  address: string,
  headers: Record<string, string>,
  body?: object,
): Promise<{ readonly response: IncomingMessage; readonly text: string }> {
  const json = body && JSON.stringify(body);
  const sent = request(address, {
    method,
    agent,
    headers: { ...headers, ...(json ? { 'content-type': 'application/json' } : {}) },
  });
  sent.on('error', () => undefined);
  sent.end(json);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  if (headers['accept'] === 'text/event-stream') {
    response.resume();
    return { response, text: '' };
  }
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { response, text };
}
