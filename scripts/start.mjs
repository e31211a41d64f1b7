/** `npm start`: builds the page, serves it on this machine and opens it in the browser, if there is one. */
import { spawn } from 'node:child_process';
import { build, preview } from 'vite';

/** @param {string} url */
function openBrowser(url) {
  if (process.env['BROWSER'] === 'none' || process.env['CI'] !== undefined) return;
  const commands = { darwin: 'open', win32: 'explorer' };
  const command =
    process.platform in commands ? commands[/** @type {'darwin' | 'win32'} */ (process.platform)] : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('Open this address in a browser.'));
  child.unref();
}

await build({ logLevel: 'warn' });
const port = process.env['PORT'] === undefined ? 4173 : Number(process.env['PORT']);
const server = await preview({ preview: { port, open: false } });
const url = server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`;
console.log(`Mesoscope is at ${url}  (Ctrl-C stops it)`);
openBrowser(url);
