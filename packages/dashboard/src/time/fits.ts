/** Whether a value has every field of a specimen, with a value of the same kind: text, finite number, truth, list or
 * object (an object again field by field, a list by the first of the specimen's if it has one). Further fields do not matter. */
export function fits(value: unknown, specimen: object): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return Object.entries(specimen).every(([name, like]) => sameKind(fields[name], like));
}

function sameKind(value: unknown, like: unknown): boolean {
  if (Array.isArray(like))
    return Array.isArray(value) && (like.length === 0 || value.every((one) => sameKind(one, like[0])));
  if (typeof like === 'object' && like !== null) return fits(value, like);
  return typeof value === typeof like && (typeof value !== 'number' || Number.isFinite(value));
}
