import { createServer, type ServerResponse } from 'node:http';
import { asStreamEvent, eventOf, paddingFor } from '../event/event.ts';
import { RawAudience, type RawSubscribe } from './audience.ts';
import { listen } from './listen.ts';
import { runTarget } from './target.ts';

// One string, written to each event stream.
await runTarget(async ({ specs }) => {
  const padding = paddingFor(asStreamEvent);
  const audience = new RawAudience<ServerResponse>();
  const http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      audience.add(response, JSON.parse(body) as RawSubscribe);
    });
    response.on('close', () => audience.remove(response));
  });
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        const text = asStreamEvent(eventOf(sequence, specs, padding));
        audience.each(sequence % specs, (response) => response.write(text));
      }
    },
  };
});
