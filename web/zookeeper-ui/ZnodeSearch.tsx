/** Finds znodes by a part of their path, in the whole tree, opened or not. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePolled } from '../console/simulation/use-polled.ts';

const EVERY_MS = 1000;
const ROW_HEIGHT = 26;
const FOUND_SHOWN = 1000;

type SearchProps = { readonly atUs: number | null; readonly onShow: (path: string) => void };

export function ZnodeSearch({ atUs, onShow }: SearchProps) {
  const { t } = useTranslation('znodes');
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const take = (path: string): void => {
    setTyped('');
    onShow(path);
  };
  return (
    <div
      className="znode-search"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || typed === '') return;
        event.stopPropagation();
        setTyped('');
      }}
    >
      <input
        className="field znode-search__field"
        type="search"
        value={typed}
        placeholder={t('search.label')}
        aria-label={t('search.label')}
        onChange={(event) => setTyped(event.target.value)}
      />
      {wanted === '' ? null : <Results wanted={wanted} atUs={atUs} onTake={take} />}
    </div>
  );
}

type ResultsProps = { readonly wanted: string; readonly atUs: number | null; readonly onTake: (path: string) => void };

function Results({ wanted, atUs, onTake }: ResultsProps) {
  const { t } = useTranslation('znodes');
  const answer = usePolled(
    'search',
    async (api) => await api.searchZnodes(wanted, FOUND_SHOWN, atUs),
    EVERY_MS,
    `${wanted} ${String(atUs)}`,
  );
  const scroller = useRef<HTMLDivElement>(null);
  const paths = answer?.ok === true ? answer.value.paths : [];
  const list = useVirtualizer({
    count: paths.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const matching = answer?.ok === true ? answer.value.matching : 0;
  return (
    <div className="znode-search__results" role="group" aria-label={t('search.results')}>
      <p className="muted" role="status">
        {answer === null
          ? t('loading')
          : matching === 0
            ? t('search.nothing')
            : t('search.found', { count: matching, shown: paths.length })}
      </p>
      <div
        className="znode-search__list"
        ref={scroller}
        tabIndex={paths.length === 0 ? -1 : 0}
        role="group"
        aria-label={t('search.results')}
      >
        <div className="znode-tree__all" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const path = paths[item.index] ?? '';
            return (
              <button
                key={path}
                type="button"
                className="znode-row znode-search__row mono"
                style={{ transform: `translateY(${String(item.start)}px)` }}
                onClick={() => onTake(path)}
              >
                {path}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}
