/**
 * Reads of groups.
 * Source: Marathon 1.1.1, api/v2/GroupsResource.scala, core/appinfo/impl/DefaultInfoService.scala (selectGroup).
 */
import type { ReadContext } from '../../kernel/context.ts';
import { type HttpReply, jsonReply } from '../../kernel/http.ts';
import { findGroup, type Group, transitiveApps } from '../model/group.ts';
import { groupJsonText } from '../model/group-json.ts';
import { canonicalPath, type PathId } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import { unknownGroup } from '../root-updates/root-change.ts';
import type { LeadingState } from '../state.ts';
import { appInfoText, type AppInfoOptions, deploymentsByApp, resolveEmbeds } from './app-info.ts';
import { jsonTextReply, messageReply } from './replies.ts';
import { queryAll, type Target } from './target.ts';

export function readGroups(
  leading: LeadingState,
  read: ReadContext,
  target: Target,
  segments: readonly string[],
): HttpReply {
  const last = segments.at(-1);
  const pathTo = (count: number): PathId => canonicalPath(`/${segments.slice(0, count).join('/')}`);
  if (last === 'apps') return groupApps(leading, read, target, pathTo(segments.length - 1));
  if (last === 'versions') return groupVersions(leading, pathTo(segments.length - 1));
  if (segments.at(-2) === 'versions') return groupVersion(leading, pathTo(segments.length - 2), last ?? '');
  const id = pathTo(segments.length);
  const group = findGroup(leading.root, id);
  if (group === null) return messageReply(404, unknownGroup(id).message);
  return jsonTextReply(200, groupText(leading, read, target, group));
}

function groupText(leading: LeadingState, read: ReadContext, target: Target, group: Group): string {
  const embed = queryAll(target, 'embed');
  // Without a parameter both are embedded.
  const withGroups = embed.length === 0 || embed.some((text) => text.startsWith('group.groups'));
  const withApps = embed.length === 0 || embed.some((text) => text.startsWith('group.apps'));
  const options: AppInfoOptions = {
    embeds: resolveEmbeds(embed, ['group.apps.', 'group.app.', 'apps.', 'app.']),
    deployments: deploymentsByApp(leading),
    nowMs: read.wallClockMs,
  };
  const textOf = (current: Group): string => {
    const head = `{"id":${JSON.stringify(current.id)},"dependencies":${JSON.stringify(current.dependencies)},"version":"${formatTimestamp(current.versionMs)}"`;
    const apps = withApps ? `,"apps":[${current.apps.map((app) => appInfoText(leading, app, options)).join(',')}]` : '';
    const groups = withGroups ? `,"groups":[${current.groups.map(textOf).join(',')}]` : '';
    return `${head}${apps}${groups}}`;
  };
  return textOf(group);
}

function groupApps(leading: LeadingState, read: ReadContext, target: Target, id: PathId): HttpReply {
  const group = findGroup(leading.root, id);
  if (group === null) return messageReply(404, unknownGroup(id).message);
  const options: AppInfoOptions = {
    embeds: resolveEmbeds(queryAll(target, 'embed'), ['group.apps.', 'apps.', 'app.']),
    deployments: deploymentsByApp(leading),
    nowMs: read.wallClockMs,
  };
  return jsonTextReply(
    200,
    `{"apps":[${transitiveApps(group)
      .map((app) => appInfoText(leading, app, options))
      .join(',')}]}`,
  );
}

function groupVersions(leading: LeadingState, id: PathId): HttpReply {
  if (findGroup(leading.root, id) === null) return messageReply(404, unknownGroup(id).message);
  return jsonReply(
    200,
    leading.groupVersions.map((group) => formatTimestamp(group.versionMs)),
  );
}

function groupVersion(leading: LeadingState, id: PathId, version: string): HttpReply {
  const versionMs = parseTimestamp(version);
  if (versionMs === null) return messageReply(422, `Invalid format: "${version}"`);
  const root = leading.groupVersions.find((group) => group.versionMs === versionMs);
  const group = root === undefined ? null : findGroup(root, id);
  return group === null
    ? messageReply(404, `Group '${id}' does not exist in version ${version}`)
    : jsonTextReply(200, groupJsonText(group));
}
