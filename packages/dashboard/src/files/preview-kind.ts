// What of a file can be shown on the page. Content comes from strangers: only what a browser shows without running it.

export type PreviewKind = 'image' | 'audio' | 'video' | 'text';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const TEXT = /^(text\/|application\/(json|xml|yaml|toml|x-sh)$)/;
const TEXT_NAMES = /\.(txt|md|csv|json|log|ya?ml|toml|xml|ts|js|py|c|h|sh|proto)$/i;
/** An image is decoded whole. */
const IMAGE_BYTES_MAX = 32 * 1024 * 1024;

/** Null: there is nothing to show. The type is the publisher's word; a wrong one shows a broken picture and no more. */
export function previewKind(mediaType: string, name: string, size: number): PreviewKind | null {
  const type = mediaType.split(';')[0]!.trim().toLowerCase();
  if (size === 0) return null;
  if (IMAGES.has(type)) return size <= IMAGE_BYTES_MAX ? 'image' : null;
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  const unknown = type === '' || type === 'application/octet-stream';
  return TEXT.test(type) || (unknown && TEXT_NAMES.test(name)) ? 'text' : null;
}
