import { type ChartColours, onThemeChange, readChartColours } from "@/components/charts/chart-colours";
import type { ClusterMark } from "./cluster-marks";
import type { MapBox, MapLayout } from "./layout-cluster-map";

export interface MapDrawing {
  readonly layout: MapLayout;
  readonly box: MapBox;
  readonly marks: ReadonlyMap<number, ClusterMark>;
  /** The group that stands out; null: all alike. */
  readonly group: number | null;
  /** The coin under the pointer. */
  readonly coin: string | null;
}

export interface ClusterCanvas {
  readonly show: (drawing: MapDrawing) => void;
  readonly destroy: () => void;
}

/** By market cap, small to large. */
const RADII_PX = [2.2, 3, 4, 5.6] as const;
const DIMMED = 0.12;
const PLAIN = 0.85;

function drawGrid(context: CanvasRenderingContext2D, { layout, box }: MapDrawing, colour: ChartColours): void {
  context.strokeStyle = colour("line");
  context.lineWidth = 1;
  context.beginPath();
  for (const { at } of layout.xTicks) {
    context.moveTo(Math.round(at) + 0.5, box.top);
    context.lineTo(Math.round(at) + 0.5, box.height - box.bottom);
  }
  for (const { at } of layout.yTicks) {
    context.moveTo(box.left, Math.round(at) + 0.5);
    context.lineTo(box.width - box.right, Math.round(at) + 0.5);
  }
  context.stroke();
}

function drawMarks(context: CanvasRenderingContext2D, drawing: MapDrawing, colour: ChartColours): void {
  const { layout, marks, group, coin } = drawing;
  const paths = new Map([...marks].map(([id, { path }]) => [id, new Path2D(path)]));
  const isDim = (clusterId: number) => group !== null && clusterId !== group;
  // The group that stands out lies above the others.
  for (const dim of [true, false]) {
    for (const { id, clusterId, x, y, size } of layout.marks) {
      const [mark, path] = [marks.get(clusterId), paths.get(clusterId)];
      if (isDim(clusterId) !== dim || mark === undefined || path === undefined) continue;
      const radius = RADII_PX[size] ?? RADII_PX[0];
      context.save();
      context.translate(x, y);
      context.scale(radius, radius);
      context.fillStyle = colour(mark.token, dim ? DIMMED : PLAIN);
      context.fill(path, "evenodd");
      if (id === coin) {
        context.lineWidth = 2 / radius;
        context.strokeStyle = colour("fg");
        context.stroke(path);
      }
      context.restore();
    }
  }
}

/** The canvas of the map; it draws again by itself when the theme or the sharpness of the screen changes. */
export function createClusterCanvas(canvas: HTMLCanvasElement): ClusterCanvas {
  let colour = readChartColours();
  let drawing: MapDrawing | null = null;
  let sharpness: MediaQueryList | null = null;

  const draw = () => {
    const context = canvas.getContext("2d");
    if (drawing === null || context === null) return;
    const { width, height } = drawing.box;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawGrid(context, drawing, colour);
    drawMarks(context, drawing, colour);
  };
  const onSharpness = () => {
    sharpness?.removeEventListener("change", onSharpness);
    sharpness = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    sharpness.addEventListener("change", onSharpness);
    draw();
  };
  onSharpness();
  const forgetTheme = onThemeChange(() => {
    colour = readChartColours();
    draw();
  });
  return {
    show(next) {
      drawing = next;
      draw();
    },
    destroy() {
      forgetTheme();
      sharpness?.removeEventListener("change", onSharpness);
    },
  };
}
