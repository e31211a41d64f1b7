/** Names of messages or enumerations to their parts, in the notation that `schema.ts` reads. */
export type Texts = Readonly<Record<string, string>>;
