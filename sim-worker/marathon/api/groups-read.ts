/**
 * Reads of groups.
 * Source: Marathon 1.1.1, api/v2/GroupsResource.scala, core/appinfo/impl/DefaultInfoService.scala (selectGroup).
 */
import type { ReadContext } from '../../kernel/context.ts';
import { type HttpReply, jsonReply } from '../../kernel/http.ts';
import { findGroup, type Group, transitiveApps } from '../model/group.ts';
import { memoByIdentity } from '../memo.ts';
import { canonicalPath, comparePaths, type PathId } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import { unknownGroup } from '../root-updates/root-change.ts';
import type { LeadingState } from '../state.ts';
import { appInfoText, type AppInfoOptions, deploymentsByApp, resolveEmbeds } from './app-info.ts';
import { jsonTextReply, messageReply } from './replies.ts';
import { queryAll, type Target } from './target.ts';

/** Embeds that concern the apps of a group begin so. */
const APP_EMBEDS = 'group.apps.';

/** Both are shown in the order of their ids, whatever order they were put in. */
const sortedChildren: (group: Group) => Pick<Group, 'apps' | 'groups'> = memoByIdentity((group: Group) =>
  Object.freeze({
    apps: [...group.apps].sort((a, b) => comparePaths(a.id, b.id)),
    groups: [...group.groups].sort((a, b) => comparePaths(a.id, b.id)),
  }),
);

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
  if (segments.at(-2) === 'versions')
    return groupVersion(leading, read, target, { id: pathTo(segments.length - 2), version: last ?? '' });
  const id = pathTo(segments.length);
  const group = findGroup(leading.root, id);
  if (group === null) return messageReply(404, unknownGroup(id).message);
  return jsonTextReply(200, groupText(leading, read, target, group));
}

function groupText(leading: LeadingState, read: ReadContext, target: Target, group: Group): string {
  const embed = queryAll(target, 'embed');
  // Without a parameter both are embedded.
  const withGroups = embed.length === 0 || embed.includes('group.groups');
  const withApps = embed.length === 0 || embed.includes('group.apps');
  const options: AppInfoOptions = {
    embeds: resolveEmbeds(withApps ? embed.filter((text) => text.startsWith(APP_EMBEDS)) : []),
    deployments: deploymentsByApp(leading),
    nowMs: read.wallClockMs,
  };
  const textOf = (current: Group): string => {
    const head = `{"id":${JSON.stringify(current.id)},"dependencies":${JSON.stringify(current.dependencies)},"version":"${formatTimestamp(current.versionMs)}"`;
    const { apps, groups } = sortedChildren(current);
    const appsText = withApps ? `,"apps":[${apps.map((app) => appInfoText(leading, app, options)).join(',')}]` : '';
    const groupsText = withGroups ? `,"groups":[${groups.map(textOf).join(',')}]` : '';
    return `${head}${appsText}${groupsText}}`;
  };
  return textOf(group);
}

function groupApps(leading: LeadingState, read: ReadContext, target: Target, id: PathId): HttpReply {
  const group = findGroup(leading.root, id);
  const options: AppInfoOptions = {
    embeds: resolveEmbeds(queryAll(target, 'embed').filter((text) => text.startsWith(APP_EMBEDS))),
    deployments: deploymentsByApp(leading),
    nowMs: read.wallClockMs,
  };
  // An unknown group has no apps: the original does not complain here.
  const apps = group === null ? [] : transitiveApps(group);
  return jsonTextReply(200, `[${apps.map((app) => appInfoText(leading, app, options)).join(',')}]`);
}

function groupVersions(leading: LeadingState, id: PathId): HttpReply {
  if (findGroup(leading.root, id) === null) return messageReply(404, unknownGroup(id).message);
  return jsonReply(
    200,
    leading.groupVersions
      .filter((root) => findGroup(root, id) !== null)
      .map((group) => formatTimestamp(group.versionMs)),
  );
}

function groupVersion(
  leading: LeadingState,
  read: ReadContext,
  target: Target,
  { id, version }: { readonly id: PathId; readonly version: string },
): HttpReply {
  const versionMs = parseTimestamp(version);
  if (versionMs === null) return messageReply(422, `Invalid format: "${version}"`);
  const root = leading.groupVersions.find((group) => group.versionMs === versionMs);
  const group = root === undefined ? null : findGroup(root, id);
  return group === null
    ? messageReply(404, unknownGroup(id).message)
    : jsonTextReply(200, groupText(leading, read, target, group));
}
