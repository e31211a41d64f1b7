/** Rows on one page of tasks and versions. */
export const pageSize = 8;

export function Pager(props: {
  readonly count: number;
  readonly page: number;
  readonly onPage: (page: number) => void;
}) {
  const pages = Math.ceil(props.count / pageSize);
  if (pages <= 1) return null;
  const from = (props.page - 1) * pageSize + 1;
  return (
    <div className="marathon-pager">
      <span>
        {from}-{Math.min(props.count, from + pageSize - 1)} of {props.count}
      </span>
      <button
        type="button"
        aria-label="Previous page"
        disabled={props.page === 1}
        onClick={() => props.onPage(props.page - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        aria-label="Next page"
        disabled={props.page === pages}
        onClick={() => props.onPage(props.page + 1)}
      >
        ›
      </button>
    </div>
  );
}
