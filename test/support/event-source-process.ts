// Follows with the recipe for a bare EventSource, in Node: `node --experimental-eventsource <this> <url>`. A line a list.
import { followSpecs } from '../../examples/clients/event-source.ts';

followSpecs(
  process.argv[2]!,
  { statuses: ['draft'] },
  {
    show: (specs) =>
      void process.stdout.write(
        `${JSON.stringify(Object.fromEntries(specs.map(({ id, title }) => [id, title])))}\n`,
      ),
    fail: (error) => void process.stderr.write(`${String(error)}\n`),
  },
);

// Node's EventSource does not keep the process while it waits to come back.
setInterval(() => undefined, 60_000);
