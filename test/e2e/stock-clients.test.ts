import { describe, test } from 'vitest';
import { RECIPES } from '../support/recipes.ts';
import { startServer } from '../support/server.ts';
import { ShownList } from '../support/shown-list.ts';
import { specText } from '../support/spec-tree.ts';

const draft = (title: string) => specText({ title, status: 'draft' });

describe.concurrent('each recipe keeps its list', { timeout: 40_000 }, () => {
  test.for(Object.entries(RECIPES))('%s', async ([_name, followSpecs], { expect }) => {
    await using server = await startServer({
      'E01.spec.md': draft('One'),
      'E02.spec.md': draft('Two'),
      'E03.spec.md': specText({ title: 'Three', status: 'done' }),
    });
    const { tree } = server;
    const list = new ShownList();
    const stop = followSpecs(server.url.href, { statuses: ['draft'] }, list);
    await list.shows({ E01: 'One', E02: 'Two' });

    await tree.write('E04.spec.md', draft('Four'));
    await list.shows({ E01: 'One', E02: 'Two', E04: 'Four' });
    await tree.write('E01.spec.md', draft('One, revised'));
    await list.shows({ E01: 'One, revised', E02: 'Two', E04: 'Four' });
    await tree.write('E02.spec.md', specText({ title: 'Two', status: 'done' }));
    await list.shows({ E01: 'One, revised', E04: 'Four' });
    await tree.write('E03.spec.md', draft('Three, again'));
    await list.shows({ E01: 'One, revised', E03: 'Three, again', E04: 'Four' });
    await tree.remove('E04.spec.md');
    await list.shows({ E01: 'One, revised', E03: 'Three, again' });

    // What changes meanwhile: one is new, one deleted, one moves out, and one is new under an old name.
    await server.restart(async () => {
      await tree.write('E02.spec.md', draft('Two, again'));
      await tree.remove('E01.spec.md');
      await tree.write('E03.spec.md', specText({ title: 'Three', status: 'done' }));
      await tree.write('E05.spec.md', draft('Five'));
    });
    await list.shows({ E02: 'Two, again', E05: 'Five' });
    await tree.write('E05.spec.md', draft('Five, revised'));
    await list.shows({ E02: 'Two, again', E05: 'Five, revised' });

    stop();
    const { hub, connections } = server.services;
    await expect.poll(() => [hub.size, connections.count()], { timeout: 5_000 }).toEqual([0, 0]);
  });
});
