/** The width of an element, followed as it changes. */
import { type RefObject, useLayoutEffect, useState } from 'react';

const BEFORE_MEASURED_PX = 600;

export function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(BEFORE_MEASURED_PX);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [place]);
  return width;
}
