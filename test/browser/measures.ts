import type { Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { rowOf } from '../support/dashboard.ts';

/** What a page costs whoever opens it for the first time. */
export interface FirstLoad {
  /** Of all responses until the first lines show, as they came over the network, heads included. */
  readonly bytes: number;
  readonly requests: number;
  /** Requests to any other server. */
  readonly elsewhere: number;
  /** Of the messages that bring the specs. */
  readonly snapshotBytes: number;
  /** From the navigation until the first lines are drawn, in milliseconds. */
  readonly usableMs: number;
}

/** Opens a dashboard in a browser that has nothing in its cache. */
export async function measureFirstLoad(url: string): Promise<FirstLoad> {
  await using browser = await startBrowser({ viewport: { width: 1440, height: 900 } });
  const load = { bytes: 0, requests: 0, elsewhere: 0, snapshotBytes: 0 };
  const { page } = await browser.open('about:blank', async (page) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    devtools.on('Network.requestWillBeSent', ({ request }) => {
      if (!/^https?:/.test(request.url)) return;
      load.requests += 1;
      if (!request.url.startsWith(url)) load.elsewhere += 1;
    });
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      load.bytes += encodedDataLength;
    });
    devtools.on('Network.webSocketFrameReceived', ({ response }) => {
      load.snapshotBytes += response.payloadData.length;
    });
    await page.addInitScript(() => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector('.spec-row[data-spec]')) return;
        observer.disconnect();
        // The frame that shows them is over when the next task begins.
        requestAnimationFrame(() =>
          setTimeout(() => Object.assign(globalThis, { usableMs: performance.now() })),
        );
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  });
  await page.goto(url);
  const usable = await page.waitForFunction(() => (globalThis as { usableMs?: number }).usableMs);
  return { ...load, usableMs: (await usable.jsonValue())! };
}

/**
 * How long it takes from the beginning of a save until the line of a spec shows its new status, in milliseconds. The
 * clocks of both processes are that of the machine.
 */
export async function savedToScreenMs(
  page: Page,
  id: string,
  status: string,
  save: () => Promise<void>,
): Promise<number> {
  const shown = page.evaluate(
    ([row, status]) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector(`${row} .pill`)?.textContent !== status) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    [rowOf(id), status] as const,
  );
  // It is asked after the observer, and so answered after it has begun.
  await page.evaluate(() => undefined);
  const savedAtMs = Date.now();
  await save();
  return (await shown) - savedAtMs;
}

/** How a scroll went. */
export interface Scroll {
  readonly frames: number;
  /** Frames that came more than 50 ms after the one before, which another process may be the reason of. */
  readonly slow: number;
  /** What the page itself worked for each frame, in milliseconds of one core. */
  readonly workMs: number;
}

/** Scrolls the list from its beginning to its end, a screen in three frames. */
export async function scrollThrough(page: Page): Promise<Scroll> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const workedMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
  };
  const before = await workedMs();
  const frames = await page.evaluate(
    () =>
      new Promise<readonly number[]>((resolve) => {
        const list = document.querySelector('.spec-list')!;
        const times: number[] = [];
        let lastMs = performance.now();
        const step = (nowMs: number) => {
          times.push(nowMs - lastMs);
          lastMs = nowMs;
          const before = list.scrollTop;
          list.scrollTop += list.clientHeight / 3;
          if (list.scrollTop === before) resolve(times);
          else requestAnimationFrame(step);
        };
        list.scrollTop = 0;
        requestAnimationFrame(step);
      }),
  );
  const workMs = ((await workedMs()) - before) / frames.length;
  await devtools.detach();
  return { frames: frames.length, slow: frames.filter((ms) => ms > 50).length, workMs };
}
