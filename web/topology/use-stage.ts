/** Ties the stage to React: creates it once, and hands it tiles, words, theme and what is looked at as they change. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { virtualNowUs } from '../console/simulation/live.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useView } from '../console/state/view-store.ts';
import { readPalette } from './palette.ts';
import { type SceneWords, createScene, setTiles } from './scene.ts';
import { type Stage, createStage } from './stage.ts';

export function useSceneWords(): SceneWords {
  const { t } = useTranslation('topology');
  return {
    tier: {
      zookeeper: t('tier.zookeeper'),
      masters: t('tier.masters'),
      schedulers: t('tier.schedulers'),
      agents: t('tier.agents'),
      operator: t('tier.operator'),
      clients: t('tier.clients'),
    },
    paused: t('paused'),
    ended: (exitCode) => (exitCode === null ? t('ended') : t('endedWith', { code: exitCode })),
    restarting: t('restarting'),
    toCome: t('toCome'),
    tasks: (count) => t('tasks', { count }),
    round: (round) => t('round', { round }),
  };
}

export function useStage(host: RefObject<HTMLDivElement | null>): Stage | null {
  const [stage, setStage] = useState<Stage | null>(null);
  const words = useSceneWords();
  const firstWords = useRef(words);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const canvases = [...element.querySelectorAll('canvas')];
    const [links, boxes, messages] = canvases;
    if (links === undefined || boxes === undefined || messages === undefined) return;
    const made = createStage(createScene(readPalette(), firstWords.current), [links, boxes, messages], element);
    setStage(made);
    return () => made.stop();
  }, [host]);
  useWorld(stage);
  useLook(stage, words);
  return stage;
}

/** The world goes from the store to the scene without rendering React. */
function useWorld(stage: Stage | null): void {
  useEffect(() => {
    if (stage === null) return;
    const { scene } = stage;
    const take = (): void => {
      const { tiles, sessions, cuts } = useRun.getState();
      if (tiles !== scene.tiles) setTiles(scene, tiles, virtualNowUs(), performance.now());
      scene.sessions = sessions;
      scene.cuts = cuts;
      stage.wake();
    };
    take();
    return useRun.subscribe(take);
  }, [stage]);
}

function useLook(stage: Stage | null, words: SceneWords): void {
  const hidden = useView((state) => state.hiddenProtocols);
  useEffect(() => {
    if (stage === null) return;
    const { scene } = stage;
    const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
    const look = (): void => {
      scene.reducedMotion = motion.matches;
      scene.palette = readPalette();
      scene.dirty = true;
      stage.wake();
    };
    look();
    motion.addEventListener('change', look);
    const theme = new MutationObserver(look);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      motion.removeEventListener('change', look);
      theme.disconnect();
    };
  }, [stage]);
  useEffect(() => {
    if (stage === null) return;
    stage.scene.words = words;
    stage.scene.hidden = hidden;
    stage.scene.dirty = true;
    stage.wake();
  }, [stage, words, hidden]);
}
