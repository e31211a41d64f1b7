/** What a program says of itself, in the one shape that tiles, inspector and summaries are made of. */
import type { ReadContext } from '../../kernel/context.ts';
import type { ResourceBars, TaskTile, VoteView } from './views.ts';

export type Fact = { readonly name: string; readonly value: string };

export type ProgramPicture = {
  /** The field's word for what it does now: `LEADING`, `standby`, `registered`, … */
  readonly role: string;
  /** It believes to lead its system. */
  readonly leading: boolean;
  /** One short line. */
  readonly detail: string;
  /** Made only when somebody inspects it. */
  readonly facts: () => readonly Fact[];
  readonly vote: VoteView | null;
  readonly resources: ResourceBars | null;
  readonly tasks: readonly TaskTile[];
};

export const PLAIN_PICTURE: ProgramPicture = Object.freeze({
  role: '',
  leading: false,
  detail: '',
  facts: () => [],
  vote: null,
  resources: null,
  tasks: [],
});

/** Looks at a booted program's state. */
export type Painter = (state: unknown, context: ReadContext) => ProgramPicture;
