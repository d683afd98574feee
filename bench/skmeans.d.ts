declare module "skmeans" {
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default function skmeans(
    points: readonly (readonly number[])[],
    k: number,
    initialization?: "kmrand" | "kmpp",
  ): { idxs: number[]; centroids: number[][] };
}
