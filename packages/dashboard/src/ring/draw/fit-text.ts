/** A text that is at most `room` wide, cut with an ellipsis when it is not; by code points, never inside one. */
export function fitText(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  const points = [...text];
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(`${points.slice(0, middle).join('')}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return `${points.slice(0, low).join('')}…`;
}
