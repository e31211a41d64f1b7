/**
 * The start script of the packages: files under /etc become a command line.
 * Source: mesosphere/mesos-deb-packaging, mesos-init-wrapper.
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';

/** `folder`: /etc/mesos-master or /etc/mesos-slave; `zkFlag`: the flag that gets the content of /etc/mesos/zk. */
export function wrapperCommandLine(disk: ReadonlyDisk, folder: string, zkFlag: 'zk' | 'master'): string[] {
  const line: string[] = [];
  const zk = textAt(disk, '/etc/mesos/zk');
  if (zk !== null) line.push(`--${zkFlag}=${zk}`);
  for (const name of [...disk.list(folder)].sort()) {
    const text = textAt(disk, `${folder}/${name}`);
    if (text === null) continue;
    line.push(name.startsWith('?') ? `--${name.slice(1)}` : `--${name}=${text}`);
  }
  for (const name of ['attributes', 'resources']) {
    const joined = joinedAt(disk, `${folder}/${name}`);
    if (joined !== '') line.push(`--${name}=${joined}`);
  }
  return line;
}

/** Each file KEY with something in it gives `KEY:CONTENT`. */
function joinedAt(disk: ReadonlyDisk, folder: string): string {
  const parts: string[] = [];
  for (const key of [...disk.list(folder)].sort()) {
    const text = textAt(disk, `${folder}/${key}`);
    if (text !== null && text !== '') parts.push(`${key}:${text}`);
  }
  return parts.join(';');
}

function textAt(disk: ReadonlyDisk, path: string): string | null {
  const file = disk.read(path);
  return file?.kind === 'text' ? file.text.trim() : null;
}
