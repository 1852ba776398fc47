/** Hue is for state alone, so sources are told apart by how full their accent is; the fifth begins anew. */
const SHADES = [1, 0.68, 0.44, 0.28] as const;

export function sourceShade(source: number | null): number {
  return source === null ? 1 : (SHADES[source % SHADES.length] ?? 1);
}
