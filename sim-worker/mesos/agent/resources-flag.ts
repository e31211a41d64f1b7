/**
 * The value of --resources: a list as `cpus:4;mem:1024`, or an array of resources in JSON.
 * Source: Mesos 1.0.1, src/common/resources.cpp (Resources::parse, convertJSON, validateCommandLineResources).
 */
import { resourceError, resourceFrom } from '../http/resource-input.ts';
import { messagesFromJson } from '../protobuf/from-json.ts';
import { parseJsonText } from '../protobuf/picojson.ts';
import type { Message } from '../protobuf/schema.ts';
import { formatResource } from '../resources/format.ts';
import { type Parsed, parseResources } from '../resources/parse.ts';
import { isEmptyResource, isPersistentVolume, type Resource, type Resources } from '../resources/resource.ts';
import { resourcesOf } from '../resources/resources.ts';

export function parseResourcesFlag(text: string, defaultRole: string): Parsed<Resources> {
  const json = parseJsonText(text);
  return json.ok && Array.isArray(json.value) ? fromJson(json.value, defaultRole) : parseResources(text, defaultRole);
}

function fromJson(array: readonly unknown[], defaultRole: string): Parsed<Resources> {
  const messages = messagesFromJson('Resource', array);
  if (!messages.ok) return { ok: false, error: `Some JSON resources were not formatted properly: ${messages.error}` };
  const parts: Resource[] = [];
  for (const message of messages.value) {
    const whole: Message = { role: defaultRole, ...message };
    const error = resourceError(whole);
    if (error !== null) return { ok: false, error };
    const part = resourceFrom(whole);
    if (isEmptyResource(part)) return { ok: false, error: `Some JSON resources were empty: ${formatResource(part)}` };
    parts.push(part);
  }
  const error = commandLineError(resourcesOf(parts));
  return error === null ? { ok: true, value: resourcesOf(parts) } : { ok: false, error };
}

function commandLineError(resources: Resources): string | null {
  const types = new Map<string, Resource['type']>();
  for (const part of resources) {
    const { name, type } = part;
    if (isPersistentVolume(part)) return 'Persistent volumes cannot be specified at the command line';
    if (part.revocable)
      return "Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the resources JSON";
    if (part.reservation !== null)
      return "Dynamic reservations cannot be specified at the command line; do not include a 'reservation' key in the resources JSON";
    if ((types.get(name) ?? type) !== type)
      return `Resources with the same name ('${name}') but different types are not allowed`;
    types.set(name, type);
  }
  return null;
}
