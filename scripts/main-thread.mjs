/** What the browser's own tools tell about a page: tasks of its main thread, polls, heaps. */

/**
 * @param {Buffer} trace of the categories `toplevel` and `devtools.timeline`
 * @returns {number} ms of the longest task of the page's main thread: processor time, so that other work on the machine does not count
 */
export function longestTaskMs(trace) {
  /** @type {{ traceEvents: { name: string, pid: number, tid: number, dur?: number, tdur?: number, args: { name?: string } }[] }} */
  const { traceEvents } = JSON.parse(trace.toString('utf8'));
  const main = new Set(
    traceEvents
      .filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain')
      .map((event) => `${event.pid} ${event.tid}`),
  );
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith('RunTask') && event.dur !== undefined && main.has(`${event.pid} ${event.tid}`),
  );
  return Math.max(0, ...tasks.map((event) => (event.tdur ?? event.dur ?? 0) / 1000));
}

/** Runs in the page before anything else: answers to the calls named `poll` that its workers are sent. */
const COUNT_POLLS = `(() => {
  const counted = { asked: new Set(), answered: 0 };
  globalThis.countedPolls = counted;
  const { postMessage, addEventListener } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'APPLY' && message.path?.[0] === 'poll') counted.asked.add(message.id);
    return postMessage.call(this, message, ...rest);
  };
  const count = ({ data }) => {
    if (counted.asked.delete(data?.id)) counted.answered += 1;
  };
  Worker.prototype.addEventListener = function (type, ...rest) {
    if (type === 'message') addEventListener.call(this, type, count);
    return addEventListener.call(this, type, ...rest);
  };
})()`;

/**
 * Before the page loads.
 * @param {import('playwright').Page} page
 */
export async function countPolls(page) {
  await page.addInitScript({ content: COUNT_POLLS });
}

/** @param {import('playwright').Page} page */
export async function answeredPolls(page) {
  return Number(await page.evaluate('globalThis.countedPolls.answered'));
}

/**
 * Waits until no poll is under way and some were answered.
 * @param {import('playwright').Page} page
 */
export async function pollsAtRest(page) {
  // The page's security policy forbids Playwright's own waiting for an expression.
  for (let looks = 0; looks < 600; looks += 1) {
    if (await page.evaluate('countedPolls.answered > 0 && countedPolls.asked.size === 0')) return;
    await page.waitForTimeout(100);
  }
  throw new Error('the polls of the page do not come to rest');
}

/**
 * Used heap after a collection, of the page and of each of its workers by its name.
 * @param {import('playwright').Page} page
 * @returns {Promise<{ name: string, mb: number }[]>}
 */
export async function heaps(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {{ name: string, ask: (method: string) => Promise<{ usedSize?: number }> }[]} */
  const places = [{ name: 'page', ask: (method) => session.send(/** @type {'Runtime.getHeapUsage'} */ (method)) }];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) =>
    places.push({ name: targetInfo.title, ask: (method) => askTarget(session, sessionId, method) }),
  );
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const found = [];
  for (const { name, ask } of places) {
    await ask('HeapProfiler.collectGarbage');
    const { usedSize = 0 } = await ask('Runtime.getHeapUsage');
    found.push({ name, mb: usedSize / 1e6 });
  }
  await session.detach();
  return found;
}

let lastId = 0;

/**
 * @param {import('playwright').CDPSession} session
 * @param {string} sessionId
 * @param {string} method
 * @returns {Promise<{ usedSize?: number }>}
 */
function askTarget(session, sessionId, method) {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const take = (/** @type {{ sessionId: string, message: string }} */ event) => {
      const answer = JSON.parse(event.message);
      if (event.sessionId !== sessionId || answer.id !== id) return;
      session.off('Target.receivedMessageFromTarget', take);
      resolve(answer.result);
    };
    session.on('Target.receivedMessageFromTarget', take);
    session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
  });
}
