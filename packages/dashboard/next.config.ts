import { resolve } from 'node:path';
import type { NextConfig } from 'next';

// The pages are exported as plain files: the gateway serves them together with the WebSocket and /api on one
// origin, so there is no Next server at run time and no address baked in at build time.
const config: NextConfig = {
  output: 'export',
  // A page is a folder with an index: that is what a server of plain files finds by itself.
  trailingSlash: true,
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  turbopack: { root: resolve(import.meta.dirname, '../..') },
};

export default config;
