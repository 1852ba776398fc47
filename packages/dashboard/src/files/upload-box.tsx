'use client';
import { useRef, useState } from 'react';
import { peerName } from '../model/members.ts';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { BareSelect } from '../ui/field.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import { chosenFolders } from './chosen-folders.ts';

/** Chooses files or a folder to upload, and the peer that takes them. Dropping and pasting work on the whole page. */
export function UploadBox() {
  const t = useText();
  const { uploads } = useServices();
  const [peerId, setPeerId] = useState('');
  const at = peerId === '' ? null : peerId;
  return (
    <div className="rounded-lg border border-dashed border-line-strong px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <Picker label={t.files.choose} kind="primary" onFiles={(files) => uploads.add(files, at)} />
        <Picker
          folder
          label={t.files.chooseFolder}
          kind="outline"
          onFiles={(files) => {
            for (const [name, placed] of chosenFolders(files)) uploads.addFolder(name, placed, at);
          }}
        />
      </div>
      <div className="mt-2 flex items-center justify-between gap-2">
        <p className="hint">{t.files.dropHint}</p>
        <TakenAt peerId={peerId} onChange={setPeerId} />
      </div>
    </div>
  );
}

function Picker({
  label,
  kind,
  folder = false,
  onFiles,
}: {
  label: string;
  kind: 'primary' | 'outline';
  folder?: boolean;
  onFiles: (files: File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const past = useIsPast();
  return (
    <>
      <Button
        kind={kind}
        icon={folder ? 'folder' : 'upload'}
        disabled={past}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        {...(folder && { webkitdirectory: '' })}
        aria-label={label}
        className="hidden"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

function TakenAt({ peerId, onChange }: { peerId: string; onChange: (peerId: string) => void }) {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  const up = [...peers.values()]
    .filter((peer) => peer.state === 'up')
    .sort((a, b) => (peerName(a) < peerName(b) ? -1 : 1));
  return (
    <BareSelect label={t.files.from} value={peerId} onChange={(e) => onChange(e.target.value)}>
      <option value="">{t.files.anyPeer}</option>
      {up.map((peer) => (
        <option key={peer.peerId} value={peer.peerId}>
          {peerName(peer)}
        </option>
      ))}
    </BareSelect>
  );
}
