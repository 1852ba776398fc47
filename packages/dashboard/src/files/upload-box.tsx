'use client';
import { useRef, useState } from 'react';
import { peerName } from '../model/members.ts';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { BareSelect } from '../ui/field.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';

/** Chooses files to upload, and the peer that takes them. Dropping and pasting work on the whole page. */
export function UploadBox() {
  const t = useText();
  const { uploads } = useServices();
  const peers = useFleet((state) => state.peers);
  const input = useRef<HTMLInputElement>(null);
  const past = useIsPast();
  const [peerId, setPeerId] = useState('');
  const up = [...peers.values()]
    .filter((peer) => peer.state === 'up')
    .sort((a, b) => (peerName(a) < peerName(b) ? -1 : 1));
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-dashed border-line-strong px-3 py-2.5">
      <Button kind="primary" icon="upload" disabled={past} onClick={() => input.current?.click()}>
        {t.files.choose}
      </Button>
      <p className="hint order-last basis-full">{t.files.dropHint}</p>
      <BareSelect label={t.files.from} value={peerId} onChange={(e) => setPeerId(e.target.value)}>
        <option value="">{t.files.anyPeer}</option>
        {up.map((peer) => (
          <option key={peer.peerId} value={peer.peerId}>
            {peerName(peer)}
          </option>
        ))}
      </BareSelect>
      <input
        ref={input}
        type="file"
        multiple
        aria-label={t.files.choose}
        className="hidden"
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])], peerId === '' ? null : peerId);
          event.target.value = '';
        }}
      />
    </div>
  );
}
