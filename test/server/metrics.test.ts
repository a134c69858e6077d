import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createServer } from '../../src/create-server.ts';
import { Durations } from '../../src/server/durations.ts';
import { follow } from '../support/follower.ts';
import { startServer } from '../support/server.ts';
import { createSpecTree, specText } from '../support/spec-tree.ts';

const FILES = {
  'E01/spec.md': specText({ title: 'Lending' }),
  'E02/spec.md': specText({ title: 'Returns' }),
};

/** Values by name and labels, as they stand in the text. */
async function metricsOf(url: URL): Promise<Map<string, number>> {
  const response = await fetch(new URL('/metrics', url));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test('tells what happens on the way of a change, and who is there', async () => {
  await using server = await startServer(FILES);
  const [staying, leaving, streaming] = await Promise.all([
    follow(server.url, 'WEBSOCKET', { snapshot: false }),
    follow(server.url, 'WEBSOCKET', { snapshot: false }),
    follow(server.url, 'SSE', { snapshot: false }),
  ]);
  await expect.poll(() => server.services.hub.size).toBe(3);
  await server.tree.write('E01/spec.md', specText({ title: 'Lending to all' }));
  await expect
    .poll(() => [staying, leaving, streaming].every(({ titles }) => titles.get('E01') === 'Lending to all'))
    .toBe(true);
  await expect.poll(() => server.services.hub.totals.delivered).toBe(3);
  leaving.close();
  await fetch(server.url, { headers: { accept: 'text/event-stream', origin: 'http://foreign.example' } });
  await expect.poll(() => server.services.connections.all().length).toBe(2);

  const metrics = await metricsOf(server.url);
  expect(Object.fromEntries(metrics)).toMatchObject({
    specwire_ready: 1,
    'specwire_watcher_state{state="watching"}': 1,
    'specwire_watcher_state{state="degraded"}': 0,
    specwire_specs: 2,
    specwire_problems: 0,
    specwire_source_repairs_total: 0,
    'specwire_connections{transport="websocket"}': 1,
    'specwire_connections{transport="sse"}': 1,
    'specwire_connections_opened_total{transport="websocket"}': 2,
    'specwire_connections_closed_total{transport="websocket"}': 1,
    'specwire_connections_pruned_total{transport="sse"}': 0,
    'specwire_refused_total{reason="origin"}': 1,
    specwire_subscriptions: 2,
    specwire_commits_total: 1,
    specwire_changes_committed_total: 1,
    specwire_deliveries_total: 3,
    specwire_changes_conflated_total: 0,
    specwire_resyncs_total: 0,
    specwire_delivery_latency_seconds_count: 3,
    'specwire_delivery_latency_seconds_bucket{le="+Inf"}': 3,
    'specwire_stage_seconds_count{stage="settle"}': 1,
    'specwire_stage_seconds_count{stage="read"}': 1,
    'specwire_stage_seconds_count{stage="commit"}': 1,
    specwire_log_head: 1,
    specwire_log_window_changes: 1,
    specwire_log_tombstones: 0,
    specwire_hub_interests: 1,
  });
  // Settled for at least 20 ms, and read in less time than that is unlikely to matter.
  expect(metrics.get('specwire_stage_seconds_sum{stage="settle"}')).toBeGreaterThanOrEqual(0.019);
  expect(metrics.get('specwire_stage_seconds_count{stage="deliver"}')).toBeGreaterThanOrEqual(1);
  for (const name of [
    'specwire_log_window_bytes',
    'specwire_executions_total',
    'specwire_serialisations_total',
    'specwire_hub_visits_total',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'nodejs_memory_bytes{kind="heap_used"}',
  ]) {
    expect(metrics.get(name), name).toBeGreaterThan(0);
  }
  expect(metrics.get('specwire_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
  staying.close();
  streaming.close();
});

test('belongs to one server each, and ends with it', async () => {
  await using one = await startServer(FILES);
  await using two = await startServer();
  const read = async (url: URL) => (await metricsOf(url)).get('specwire_specs');
  expect([await read(one.url), await read(two.url)]).toEqual([2, 0]);
  const [first, second] = [await metricsOf(one.url), await metricsOf(one.url)];
  expect([...second.keys()]).toEqual([...first.keys()]);
});

test('can be left out', async () => {
  await using tree = await createSpecTree(FILES);
  await using server = await createServer({ folder: tree.folder, port: 0, metrics: false });
  expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
});

test('holds all that the dashboard for Grafana shows', async () => {
  await using server = await startServer(FILES);
  await fetch(server.url, { headers: { accept: 'text/event-stream', origin: 'http://foreign.example' } });
  const names = new Set([...(await metricsOf(server.url)).keys()].map((key) => key.replace(/\{.*/, '')));
  const path = new URL('../../examples/grafana/specwire.json', import.meta.url);
  const { panels, uid } = JSON.parse(await readFile(path, 'utf8')) as {
    uid: string;
    panels: { type: string; title: string; targets?: { expr: string }[] }[];
  };
  expect(uid).toBe('specwire');
  const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const used = new Set(shown.flatMap((expr) => expr.match(/\b(specwire|process|nodejs)_\w+/g) ?? []));
  expect(used.size).toBeGreaterThan(20);
  expect([...used].filter((name) => !names.has(name))).toEqual([]);
  for (const { type, title, targets } of panels) {
    if (type !== 'row') expect(targets?.length, title).toBeGreaterThan(0);
  }
});

test('a duration that many had in common is noted at once', () => {
  const durations = new Durations();
  durations.note(0.4, 1_000);
  durations.note(3);
  durations.note(60_000, 2);
  expect(durations.count).toBe(1_003);
  expect(durations.sumMs).toBeCloseTo(120_403);
  // Up to 0.5 ms, 1 ms, 2.5 ms, 5 ms and at last 30 s: what took longer is in none.
  expect([...durations.cumulative.slice(0, 4), durations.cumulative.at(-1)]).toEqual([
    1_000, 1_000, 1_000, 1_001, 1_001,
  ]);
});
