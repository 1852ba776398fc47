'use client';
import type { ReactNode } from 'react';
import { healthOf } from '../model/health.ts';
import { sameHealth } from '../model/same-health.ts';
import { plainText } from '../text/plain-text.ts';
import { useIsPast } from '../time/use-past.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Section } from '../ui/section.tsx';
import { useFleetComputed, useServices, useText } from '../use-services.tsx';
import type { AuditedFiles } from '../wire-operate.ts';
import { useAudit } from './use-audit.ts';

const LISTED = 6;

/** What needs a look, each with the list that it is about: peers that are not well, members out of place, files with too
 * few copies. */
export function Attention() {
  const t = useText();
  const { view } = useServices();
  const health = useFleetComputed(healthOf, sameHealth);
  const past = useIsPast();
  const { audit, error } = useAudit();
  const notUp = health.counts.peers - health.counts.up;
  const unsettled = health.finding.kind === 'settling' ? health.finding.unsettled : 0;
  return (
    <Section title={t.overview.attention} aside={audit && !past && <Checked {...audit} />}>
      <ul className="-mx-2">
        <Line
          mark={notUp === 0 ? 'healthy' : 'failed'}
          onOpen={() => view.dispatch({ tab: 'peers', peer: null })}
        >
          {notUp === 0 ? t.overview.allUp(health.counts.up) : t.overview.notUp(notUp, health.counts.peers)}
        </Line>
        <Line
          mark={unsettled === 0 ? 'healthy' : 'joining'}
          onOpen={() => view.dispatch({ tab: 'peers', peer: null })}
        >
          {unsettled === 0 ? t.overview.inOrder(health.counts.members) : t.overview.outOfPlace(unsettled)}
        </Line>
        {audit && !past && (
          <>
            <FileLine files={audit.unavailable} mark="failed" words={t.overview.unavailable} />
            <FileLine files={audit.underReplicated} mark="suspect" words={t.overview.underReplicated} />
          </>
        )}
      </ul>
      {past && <p className="hint mt-1">{t.overview.noPastFiles}</p>}
      {/* As high as the two lines that come: what is below stays where it is. */}
      {!past && !audit && (
        <p className="hint flex min-h-14 items-center">
          {error ? t.overview.auditFailed : t.overview.auditing}
        </p>
      )}
    </Section>
  );
}

function Checked({ checked, total }: { checked: number; total: number }) {
  return <span className="hint">{useText().overview.checked(checked, total)}</span>;
}

function Line({
  mark,
  children,
  onOpen,
}: {
  mark: 'healthy' | 'joining' | 'failed';
  children: ReactNode;
  onOpen: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        className="flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
        onClick={onOpen}
      >
        <MarkIcon shape={mark} />
        {children}
      </button>
    </li>
  );
}

/** The count, and below it the files themselves when there are any. */
function FileLine({
  files,
  mark,
  words,
}: {
  files: AuditedFiles;
  mark: 'suspect' | 'failed';
  words: (count: number) => string;
}) {
  const t = useText();
  const { view } = useServices();
  return (
    <li>
      <p className="flex min-h-7 items-center gap-2 px-2">
        <MarkIcon shape={files.count === 0 ? 'healthy' : mark} />
        {words(files.count)}
      </p>
      <ul>
        {files.files.slice(0, LISTED).map((file) => (
          <li key={file.fileId}>
            <button
              type="button"
              className="flex min-h-7 w-full items-center gap-2 rounded-md py-0.5 pr-2 pl-7 text-left hover:bg-hover"
              onClick={() => view.dispatch({ tab: 'files', file: file.fileId })}
            >
              <bdi className="min-w-0 flex-1 truncate">{plainText(file.name)}</bdi>
              <span className="text-xs text-muted">{t.overview.copiesOf(file.copies, file.wanted)}</span>
            </button>
          </li>
        ))}
      </ul>
      {files.count > LISTED && <p className="hint px-2 pl-7">{t.overview.andMore(files.count - LISTED)}</p>}
    </li>
  );
}
