/** A label as wide as its text, wished around a place. */
export interface LabelWish {
  readonly clusterId: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PlacedLabel {
  readonly clusterId: number;
  /** Of the upper left corner. */
  readonly left: number;
  readonly top: number;
}

export const LABEL_HEIGHT = 16;
/** Steps away from the wished place, nearest first. */
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];
const STEP_PX = LABEL_HEIGHT / 2;
const GAP = 2;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

function overlap(a: Area, b: Area): boolean {
  return (
    a.left < b.left + b.width + GAP &&
    b.left < a.left + a.width + GAP &&
    Math.abs(a.top - b.top) < LABEL_HEIGHT + GAP / 2
  );
}

const within = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));

/** Labels that neither leave the box nor cover each other, in the order of their weight; one without room is left out. */
export function placeLabels(
  wishes: readonly LabelWish[],
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): PlacedLabel[] {
  const placed: (PlacedLabel & Area)[] = [];
  for (const { clusterId, x, y, width } of wishes) {
    const left = within(x - width / 2, box.left, box.right - width);
    const tops = STEPS.map((step) => y - LABEL_HEIGHT / 2 + step * STEP_PX);
    const top = tops.find(
      (one) =>
        one >= box.top &&
        one + LABEL_HEIGHT <= box.bottom &&
        !placed.some((other) => overlap(other, { left, top: one, width })),
    );
    if (top !== undefined) placed.push({ clusterId, left, top, width });
  }
  return placed.map(({ clusterId, left, top }) => ({ clusterId, left: Math.round(left), top: Math.round(top) }));
}
