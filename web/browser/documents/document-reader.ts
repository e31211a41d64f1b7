/**
 * A large document of a simulated server as a page uses it: read and kept in a worker of the page, which answers
 * questions about it. Only a summary and answers reach the main thread.
 */

export type DocumentReader<Model, Summary> = {
  /**
   * One document: its pieces in order, then what was made of them. Both throw on a text that is not as expected. The
   * document before, if there was one, saves work where the new one is the same.
   */
  readonly begin: (before: Model | null) => {
    readonly push: (piece: string) => void;
    readonly finish: () => Model;
    /** What has come so far, for the first questions about a document that is long in coming; null: too little. */
    readonly partial?: () => Model | null;
  };
  /** Sent to the page with each new document. */
  readonly summary: (model: Model) => Summary;
  /** Plain data for a question in plain data; undefined: what has come so far cannot tell. */
  readonly answer: (model: Model, question: never) => unknown;
  /** Work that can wait until the page has its first answers; called again while it says true. */
  readonly prepare?: (model: Model, isOver: () => boolean) => boolean;
};

/** Readers by name; each in a file of its own, loaded when first used. */
export type ReaderName = 'mesosMaster' | 'mesosSlaves' | 'marathonGroups' | 'marathonQueue';
