/** Deployments taken back, restated from Marathon 1.1.1, src/test/scala/mesosphere/marathon/upgrade/DeploymentPlanRevertTest.scala. */
import { describe, expect, it } from 'vitest';
import type { AppDefinition } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import {
  emptyGroup,
  type Group,
  putApp,
  removeApp,
  removeGroup,
  transitiveApps,
  transitiveGroups,
  updateGroup,
} from '../model/group.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import { revertPlan } from './revert.ts';

function app(id: string): AppDefinition {
  return appOfFields(readAppFields({ id, cmd: 'x' }, '', []), ROOT_PATH, null, 5);
}

describe('DeploymentPlanReverter', () => {
  type Change = (group: Group) => Group;
  const path = canonicalPath;
  const addApp =
    (id: string): Change =>
    (group) =>
      putApp(group, app(id), 5);
  const dropApp =
    (id: string): Change =>
    (group) =>
      removeApp(group, path(id), 5);
  const addGroup =
    (id: string): Change =>
    (group) =>
      updateGroup(group, path(id), (known) => known, 5);
  const dropGroup =
    (id: string): Change =>
    (group) =>
      removeGroup(group, path(id), 5);
  const dependencies =
    (id: string, add: readonly string[], remove: readonly string[] = []): Change =>
    (group) =>
      updateGroup(
        group,
        path(id),
        (known) => ({
          ...known,
          dependencies: [
            ...known.dependencies.filter((each) => !remove.includes(each)),
            ...add.map((each) => path(each)),
          ],
        }),
        5,
      );
  const applied = (group: Group, changes: readonly Change[]): Group =>
    changes.reduce((last, change) => change(last), group);
  /** Groups with their dependencies, and apps, without versions. */
  const shape = (root: Group): readonly string[] =>
    [
      ...transitiveGroups(root).map((group) => `${group.id} [${[...group.dependencies].sort().join()}]`),
      ...transitiveApps(root).map(({ id }) => id),
    ].sort();

  const UNRELATED = applied(emptyGroup(ROOT_PATH, 1), [addApp('/unrelated/app1'), addApp('/unrelated/app2')]);
  const CHANGE_ME = applied(emptyGroup(ROOT_PATH, 1), [
    ...['/othergroup1', '/othergroup2', '/othergroup3'].map(addGroup),
    addApp('/changeme/app1'),
    addApp('/changeme/app2'),
    dependencies('/changeme', ['/othergroup1', '/othergroup2']),
  ]);

  it.each<[string, Group, Change, readonly Change[]]>([
    ['an app was added', UNRELATED, addApp('/test'), []],
    ['an app was removed', CHANGE_ME, dropApp('/changeme/app1'), []],
    ['a group was added', UNRELATED, addGroup('/supergroup'), []],
    ['a group without apps was removed', CHANGE_ME, dropGroup('/othergroup1'), []],
    ['a group with apps was removed', CHANGE_ME, dropGroup('/changeme'), []],
    ['dependencies were changed', CHANGE_ME, dependencies('/changeme', ['/othergroup3'], ['/othergroup1']), []],
    [
      'an app was removed, others were added and removed since',
      CHANGE_ME,
      dropApp('/changeme/app1'),
      [addApp('/changeme/app3'), addApp('/other/app4'), dropApp('/changeme/app2')],
    ],
    [
      'dependencies brought a group, which has a child since',
      CHANGE_ME,
      dependencies('/withdeps', ['/a', '/b', '/c']),
      [addGroup('/withdeps/some')],
    ],
    [
      'dependencies were changed, and again since',
      CHANGE_ME,
      dependencies('/changeme', ['/othergroup3'], ['/othergroup1']),
      [dependencies('/changeme', ['/othergroup4'], ['/othergroup2'])],
    ],
    [
      'a group was removed, dependencies were changed since',
      CHANGE_ME,
      dropGroup('/othergroup3'),
      [dependencies('/changeme', ['/othergroup4'], ['/othergroup2'])],
    ],
    [
      'a group was added, its sister since',
      applied(CHANGE_ME, [addGroup('/changeme/some')]),
      addGroup('/changeme/some/a'),
      [addGroup('/changeme/some/b')],
    ],
    [
      'an app was added, others beside it since',
      CHANGE_ME,
      addApp('/changeme/some/a'),
      [addApp('/changeme/some/b/a'), addApp('/changeme/some/b/b'), addApp('/changeme/some/b/c')],
    ],
  ])('%s', (_name, original, first, since) => {
    const target = first(original);
    const reverted = revertPlan(applied(target, since), original, target, 9);
    expect(shape(reverted)).toEqual(shape(applied(original, since)));
  });
});
