'use client';
import { useCallback, useEffect, useState } from 'react';
import { FeedPanel } from '../feed/feed-panel.tsx';
import { DropZone } from '../files/drop-zone.tsx';
import { RingStage } from '../ring/ring-stage.tsx';
import { createServices, type Services } from '../services.ts';
import { TimelineBar } from '../time/timeline-bar.tsx';
import { ServicesProvider, useView } from '../use-services.tsx';
import { Banner } from './banner.tsx';
import { Header } from './header.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Inspector, TabBar } from './inspector.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** The whole page. Its parts are made in the browser: the exported file holds the empty shell only. */
export function Dashboard() {
  const [services, setServices] = useState<Services | null>(null);
  useEffect(() => {
    const made = createServices();
    made.start();
    setServices(made);
    return () => made.stop();
  }, []);
  if (services === null) return <Empty />;
  return (
    <ServicesProvider services={services}>
      <Frame />
    </ServicesProvider>
  );
}

function Empty() {
  return (
    <div className="h-dvh">
      <div className="h-12 border-b border-line" />
    </div>
  );
}

/**
 * Wide: the ring with the feed below it, the inspector at the right. Below 1024 px the inspector is a sheet under the
 * ring and the feed one of its tabs; below 640 px there is one thing at a time and the tabs are at the thumb.
 */
function Frame() {
  const { tab } = useView();
  const [help, setHelp] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  useShortcuts(openHelp);
  const ringOnly = tab === 'ring';
  return (
    <div className="flex h-dvh flex-col">
      <Header onHelp={openHelp} />
      <Banner />
      <main className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className={`min-h-0 min-w-0 flex-1 flex-col sm:flex ${ringOnly ? 'flex' : 'hidden'}`}>
          <RingStage />
          <div className={ringOnly ? '' : 'max-sm:hidden'}>
            <TimelineBar />
          </div>
          <div className="hidden h-[124px] shrink-0 border-t border-line lg:block">
            <FeedPanel />
          </div>
        </div>
        <aside
          className={`flex min-h-0 flex-col border-line max-sm:flex-1 sm:h-[46%] sm:border-t lg:h-auto lg:w-[384px] lg:border-t-0 lg:border-l ${ringOnly ? 'max-sm:flex-none' : ''}`}
        >
          <nav className="order-last h-14 shrink-0 border-t border-line sm:order-first sm:h-10 sm:border-t-0 sm:border-b">
            <TabBar />
          </nav>
          <div className={`flex min-h-0 flex-1 flex-col ${ringOnly ? 'max-sm:hidden' : ''}`}>
            <Inspector />
          </div>
        </aside>
      </main>
      <DropZone />
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  );
}
