'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { membersOf, type RingMember } from '../model/members.ts';
import { formatBytes, shortId } from '../text/format.ts';
import { Icon } from '../ui/icon.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { Notice, Skeleton } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import { type Column, type Sorting, sortMembers } from './sort-members.ts';

const COLUMNS: readonly Column[] = ['name', 'place', 'copies', 'held'];

/** The ring as a table: everything that the canvas shows, for those who do not look at it. */
export function PeersTable() {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  const loaded = useFleet((state) => state.epoch !== '');
  const [sorting, setSorting] = useState<Sorting>({ column: 'place', descending: false });
  const rows = sortMembers(membersOf(peers), sorting);
  if (!loaded) return <Skeleton rows={8} />;
  if (rows.length === 0) return <Notice>{t.peers.empty}</Notice>;
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <caption className="sr-only">{t.peers.caption}</caption>
      <thead className="sticky top-0 z-10 bg-ground">
        <tr>
          {COLUMNS.map((column) => (
            <Header key={column} column={column} sorting={sorting} onSort={setSorting} />
          ))}
        </tr>
      </thead>
      <Rows rows={rows} />
    </table>
  );
}

const ROW_PX = 36;
/** Up to this many rows all exist, so that the browser's own search finds each. */
const ROWS_ALL_MAX = 150;
const MARGIN_ROWS = 12;

/** Of a great many rows only those in sight exist, between two empty ones that keep the place of the rest. */
function Rows({ rows }: { rows: readonly RingMember[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const all = rows.length <= ROWS_ALL_MAX;
  const virtual = useVirtualizer({
    count: all ? 0 : rows.length,
    getScrollElement: () => body.current?.closest('[role=tabpanel]') ?? null,
    estimateSize: () => ROW_PX,
    overscan: MARGIN_ROWS,
  });
  const items = virtual.getVirtualItems();
  const shown = all ? rows : items.map(({ index }) => rows[index]!);
  const before = all ? 0 : (items[0]?.start ?? 0);
  const after = all ? 0 : Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
  return (
    <tbody ref={body}>
      {before > 0 && <Gap heightPx={before} />}
      {shown.map((row) => (
        <Row key={row.memberId} row={row} />
      ))}
      {after > 0 && <Gap heightPx={after} />}
    </tbody>
  );
}

function Gap({ heightPx }: { heightPx: number }) {
  return (
    <tr>
      <td colSpan={COLUMNS.length} style={{ height: heightPx }} />
    </tr>
  );
}

function Header({
  column,
  sorting,
  onSort,
}: {
  column: Column;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const t = useText();
  const active = sorting.column === column;
  const number = column === 'copies' || column === 'held';
  return (
    <th
      scope="col"
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
      className={`border-b border-line px-1 py-1.5 font-medium first:pl-3 last:pr-3 ${number ? 'text-right' : 'text-left'}`}
    >
      <button
        type="button"
        className="label inline-flex h-6 items-center gap-0.5 rounded px-1 hover:text-text"
        onClick={() => onSort({ column, descending: active ? !sorting.descending : number })}
      >
        {t.peers[column]}
        {active && <Icon name={sorting.descending ? 'down' : 'up'} size={12} />}
      </button>
    </th>
  );
}

const CELL = 'border-b border-line/60 px-2 h-9';

function Row({ row }: { row: RingMember }) {
  const t = useText();
  const { view, hover } = useServices();
  const { holdings } = row.peer;
  return (
    <tr
      className="group cursor-pointer transition-colors duration-[120ms] hover:bg-hover"
      onPointerEnter={() => hover.dispatch(row.memberId)}
      onPointerLeave={() => hover.dispatch(null)}
      onClick={() => view.dispatch({ peer: row.peer.peerId })}
    >
      <th scope="row" className={`${CELL} max-w-36 pl-4 text-left font-medium`}>
        <button type="button" className="flex max-w-full min-h-6 items-center gap-2 text-left">
          <MarkIcon shape={row.mark} label={t.marks[row.mark]} />
          <bdi className="truncate group-hover:underline">{row.name}</bdi>
          {row.mark !== 'healthy' && (
            <span aria-hidden="true" className="hint">
              {row.peer.suspect ? t.states.suspect : t.states[row.peer.state]}
            </span>
          )}
        </button>
      </th>
      <td className={CELL}>
        <code className="font-mono text-xs text-muted">{shortId(row.memberId)}</code>
      </td>
      <td className={`${CELL} text-right`}>
        {holdings === null ? '–' : holdings.files.toLocaleString(t.code)}
      </td>
      <td className={`${CELL} pr-4 text-right whitespace-nowrap`}>
        {holdings === null ? '–' : formatBytes(holdings.bytes)}
      </td>
    </tr>
  );
}
