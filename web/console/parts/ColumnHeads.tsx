/** The row of a table that names its columns. */
export function ColumnHeads({ texts }: { texts: readonly string[] }) {
  return (
    <thead>
      <tr>
        {texts.map((text) => (
          <th key={text} scope="col">
            {text}
          </th>
        ))}
      </tr>
    </thead>
  );
}
