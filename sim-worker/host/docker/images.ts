/**
 * Images of a Docker host: which are present, how large one is, how long its pull takes.
 * Sizes and the registry's speed are assumptions of the scenario (docs/fidelity.md).
 */

export type DockerdFlags = {
  /** Images that are on the host from the start; `*` for all. */
  readonly presentImages: readonly string[];
  /** Speed of the registry. */
  readonly pullMibPerSecond: number;
  /** Sizes that are known; others come from the name, 20 to 220 MiB. */
  readonly imageMib: Readonly<Record<string, number>>;
  /** From `docker run` to the start of process 1, random between the two. */
  readonly startDelayMinMs: number;
  readonly startDelayMaxMs: number;
};

export const DEFAULT_DOCKERD_FLAGS: DockerdFlags = Object.freeze({
  presentImages: [],
  pullMibPerSecond: 50,
  imageMib: {},
  startDelayMinMs: 300,
  startDelayMaxMs: 1200,
});

/** `nginx` means `nginx:latest`. */
export function imageWithTag(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.includes(':') || image.includes('@') ? image : `${image}:latest`;
}

export function isPresent(flags: DockerdFlags, pulled: readonly string[], image: string): boolean {
  if (!isPullable(image)) return false;
  const tagged = imageWithTag(image);
  return (
    flags.presentImages.includes('*') ||
    flags.presentImages.map(imageWithTag).includes(tagged) ||
    pulled.includes(tagged)
  );
}

/** Names that no registry knows: those whose last part begins with `no-such` or `nonexistent`, and malformed ones. */
export function isPullable(image: string): boolean {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return /^[\w][\w./:@-]*$/.test(image) && !/^(no-such|nonexistent)/.test(name);
}

export function pullDurationMs(flags: DockerdFlags, image: string): number {
  return Math.round((imageMib(flags, image) / flags.pullMibPerSecond) * 1000);
}

function imageMib(flags: DockerdFlags, image: string): number {
  const known = flags.imageMib[image] ?? flags.imageMib[imageWithTag(image)];
  if (known !== undefined) return known;
  let hash = 0;
  for (let index = 0; index < image.length; index += 1) hash = (Math.imul(hash, 31) + image.charCodeAt(index)) >>> 0;
  return 20 + (hash % 201);
}
