// Why a member is named, as one number: the kind and, for successors and fingers, which one.
const KINDS = ['hint', 'member', 'successor', 'finger', 'predecessor', 'retry'];
const NUMBERED: readonly string[] = ['successor', 'finger'];
const KINDS_MAX = 8;

export function briefReason(reason: string): number {
  const [kind, number] = reason.split(' ');
  const at = KINDS.indexOf(kind ?? '');
  return Math.max(0, at) + KINDS_MAX * (Number(number) || 0);
}

/** A kind without a name is a hint: reasons are only shown. */
export function reasonFromBrief(code: number): string {
  const kind = KINDS[code % KINDS_MAX] ?? 'hint';
  return NUMBERED.includes(kind) ? `${kind} ${Math.floor(code / KINDS_MAX)}` : kind;
}
