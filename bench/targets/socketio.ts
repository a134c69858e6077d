import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { eventOf, paddingFor } from '../event/event.ts';
import { specIdAt } from '../event/specs.ts';
import type { RawSubscribe } from './audience.ts';
import { listen } from './listen.ts';
import { runTarget } from './target.ts';

// Socket.IO with a room for each spec, or one for all of them.
await runTarget(async ({ specs, isSelective }) => {
  const padding = paddingFor((event) => `42${JSON.stringify(['specChanged', event])}`);
  const http = createServer();
  const io = new Server(http);
  io.on('connection', (socket) => {
    socket.on('subscribe', ({ specs: wanted }: RawSubscribe, acknowledge: () => void) => {
      void socket.join(wanted === 'all' ? 'specs' : wanted.map(specIdAt));
      acknowledge();
    });
  });
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        const room = isSelective ? specIdAt(sequence % specs) : 'specs';
        io.to(room).emit('specChanged', eventOf(sequence, specs, padding));
      }
    },
  };
});
