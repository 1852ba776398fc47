'use client';
import { formatBytes } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useText } from '../use-services.tsx';
import type { SearchOption } from './search-options.ts';

interface SearchListProps {
  readonly id: string;
  readonly options: readonly SearchOption[];
  readonly active: number;
  readonly loading: boolean;
  readonly onChoose: (option: SearchOption) => void;
}

const ICONS: Record<SearchOption['kind'], IconName> = {
  peer: 'peers',
  file: 'file',
  key: 'route',
  'file-id': 'file',
  all: 'search',
};

export function SearchList({ id, options, active, loading, onChoose }: SearchListProps) {
  const t = useText();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t.search.label}
      aria-busy={loading}
      className="fixed inset-x-2 top-12 z-30 overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-float sm:absolute sm:inset-x-auto sm:top-10 sm:right-0 sm:w-96"
    >
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox, which keeps the focus.
        // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are named by aria-activedescendant.
        <div
          key={keyOf(option)}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
          className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 hover:bg-hover aria-selected:bg-accent-soft"
        >
          <span className="text-muted">
            <Icon name={ICONS[option.kind]} />
          </span>
          <bdi className="min-w-0 flex-1 truncate">{plainText(wordsOf(option, t))}</bdi>
          {option.kind === 'peer' && (
            <code className="font-mono text-xs text-muted">{option.id.slice(0, 8)}</code>
          )}
          {option.kind === 'file' && <span className="text-xs text-muted">{formatBytes(option.size)}</span>}
        </div>
      ))}
    </div>
  );
}

function keyOf(option: SearchOption): string {
  return `${option.kind}/${option.kind === 'file' ? option.entryId : option.kind === 'all' ? '' : option.id}`;
}

function wordsOf(option: SearchOption, t: ReturnType<typeof useText>): string {
  switch (option.kind) {
    case 'peer':
    case 'file':
      return option.name;
    case 'key':
      return t.search.lookUpKey;
    case 'file-id':
      return t.search.openFile;
    case 'all':
      return t.search.allFiles(option.text);
  }
}
