declare module "skmeans" {
  export default function skmeans(
    points: readonly (readonly number[])[],
    k: number,
    initialization?: "kmrand" | "kmpp",
  ): { idxs: number[]; centroids: number[][] };
}
