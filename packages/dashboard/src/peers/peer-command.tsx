'use client';
import { CopyButton } from '../ui/copyable.tsx';
import { Section } from '../ui/section.tsx';
import { useText } from '../use-services.tsx';
import type { PeerView } from '../wire.ts';
import { curlCommand } from './curl-command.ts';

export function PeerCommand({ peer }: { peer: PeerView }) {
  const t = useText();
  const command = curlCommand(peer);
  if (command === null) return null;
  return (
    <Section title={t.peer.command} aside={<CopyButton text={command} what={t.peer.command} />}>
      <pre className="rounded-md border border-line bg-surface p-2.5 font-mono text-xs whitespace-pre-wrap break-all">
        {command}
      </pre>
    </Section>
  );
}
