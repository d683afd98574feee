import type { MetadataRoute } from "next";

/** What a browser needs to install the site like a program; push works there too, on an iPhone only there. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "GhostQuant",
    short_name: "GhostQuant",
    description: "A self-hosted screener that ranks every coin by momentum and says why.",
    start_url: "/momentum",
    scope: "/",
    lang: "en",
    categories: ["finance"],
    display: "standalone",
    background_color: "#14161c",
    theme_color: "#14161c",
    icons: [
      { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
    ],
    shortcuts: [
      { name: "Momentum", url: "/momentum" },
      { name: "Alerts", url: "/alerts" },
      { name: "Backtests", url: "/backtests" },
      { name: "Status", url: "/status" },
    ],
  };
}
