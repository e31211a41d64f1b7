import { Fragment } from 'react';

export function ServerErrorBlock({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className="marathon-server-errors" role="alert">
      <strong>⚠ There was a problem with your configuration</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            {line.split(/(https?:\/\/[^\s'"]+)/).map((part, index) => (
              <Fragment key={index}>
                {index % 2 === 1 ? (
                  <a href={part} target="_blank" rel="noreferrer">
                    {part}
                  </a>
                ) : (
                  part
                )}
              </Fragment>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
