/** A box in the middle of an empty page. Source: mesosphere/marathon-ui v1.1.7, components/CenteredInlineDialogComponent.jsx. */
import type { ReactNode } from 'react';

export function InlineDialog(props: {
  readonly title: string;
  readonly message: string;
  readonly dashed?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="marathon-center">
      <div className={props.dashed === true ? 'marathon-inline marathon-dashed' : 'marathon-inline'} role="status">
        <h3>{props.title}</h3>
        <p>{props.message}</p>
        {props.children}
      </div>
    </div>
  );
}

/** `what` is plural and lower case: "Loading Tasks...". */
export function LoadingDialog({ what }: { readonly what: string }) {
  const title = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return (
    <div className="marathon-center">
      <div className="marathon-inline" role="status">
        <span className="marathon-spinner" aria-hidden />
        <h3>Loading {title}...</h3>
        <p>Please wait while {what} are being retrieved</p>
      </div>
    </div>
  );
}
