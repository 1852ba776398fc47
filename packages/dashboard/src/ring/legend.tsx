'use client';
import { MarkIcon } from '../ui/mark.tsx';
import { useText, useView } from '../use-services.tsx';

const MARKS = ['healthy', 'joining', 'suspect', 'failed'] as const;

/** What each shape means. */
export function Legend() {
  const t = useText();
  const { file } = useView();
  return (
    <ul
      aria-label={t.ring.legend}
      className="hint flex flex-wrap items-center justify-center gap-x-5 gap-y-1"
    >
      {MARKS.map((mark) => (
        <li key={mark} className="flex items-center gap-2">
          <MarkIcon shape={mark} />
          {t.marks[mark]}
        </li>
      ))}
      {file !== null && (
        <li className="flex items-center gap-2">
          <MarkIcon shape="replica" />
          {t.marks.replica}
        </li>
      )}
    </ul>
  );
}
