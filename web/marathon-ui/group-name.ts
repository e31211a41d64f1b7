/** One or more well-formed parts; here without zod, so that the list does not load it. */
const segment = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$/;

export function isGroupName(name: string): boolean {
  return name !== '' && name.split('/').every((part) => segment.test(part));
}
