/** Makes sure that a Chromium for the end-to-end tests is there; installs one where this is possible. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findBrowser } from './browser.mjs';

/**
 * @param {string} command
 * @param {string[]} args
 */
function succeeds(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'inherit', env }).status === 0;
}

function installFromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false;
  const packages = ['chromium', 'fonts-noto-cjk'];
  return (
    succeeds('apt-get', ['update']) && succeeds('apt-get', ['install', '-y', '--no-install-recommends', ...packages])
  );
}

export function ensureBrowser() {
  if (findBrowser() !== null) return true;
  console.log('No Chromium found; installing one.');
  if (installFromDebian() && findBrowser() !== null) return true;
  if (succeeds('npx', ['playwright', 'install', 'chromium']) && findBrowser() !== null) return true;
  console.error('No Chromium could be installed. Install one and name it: CHROMIUM_PATH=/path/to/chromium npm test');
  return false;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exit(ensureBrowser() ? 0 : 1);
}
