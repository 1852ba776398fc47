'use client';
import { useState } from 'react';
import { peerName } from '../model/members.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { SelectField } from '../ui/field.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import type { FileReply } from '../wire-rest.ts';

type Stage = { readonly at: 'choosing' } | { readonly at: 'copying' } | { readonly at: 'done'; name: string };

/** Has a peer of choice keep the file. Those that have no copy yet are offered first. */
export function PinDialog({ file, onClose }: { file: FileReply; onClose: () => void }) {
  const t = useText();
  const { api, fileDetails } = useServices();
  const peers = usePeersFor(file);
  const [chosen, setChosen] = useState(peers[0]?.peerId ?? '');
  const [stage, setStage] = useState<Stage>({ at: 'choosing' });
  const [error, setError] = useState<unknown>(null);
  const keep = async () => {
    setStage({ at: 'copying' });
    setError(null);
    try {
      await api.pinFile(file.fileId, chosen);
      setStage({ at: 'done', name: peers.find(({ peerId }) => peerId === chosen)?.name ?? '' });
      fileDetails.refresh();
    } catch (cause) {
      setError(cause);
      setStage({ at: 'choosing' });
    }
  };
  return (
    <Dialog title={t.file.pinTitle} onClose={onClose}>
      <p className="mb-3 text-muted">{t.file.pinText}</p>
      <SelectField
        label={t.file.pinAt}
        value={chosen}
        disabled={stage.at !== 'choosing'}
        onChange={(event) => setChosen(event.target.value)}
      >
        {peers.map(({ peerId, name, has }) => (
          <option key={peerId} value={peerId}>
            {has ? t.file.pinHas(name) : name}
          </option>
        ))}
      </SelectField>
      {stage.at === 'done' && (
        <p role="status" className="mt-3 flex items-center gap-2">
          <MarkIcon shape="replica" />
          {t.file.pinned(stage.name)}
        </p>
      )}
      {error !== null && <ErrorNotice error={error} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{stage.at === 'done' ? t.close : t.cancel}</Button>
        {stage.at !== 'done' && (
          <Button
            kind="primary"
            icon="pin"
            disabled={stage.at === 'copying' || chosen === ''}
            onClick={() => void keep()}
          >
            {stage.at === 'copying' ? t.file.pinning : t.file.pin}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function usePeersFor(file: FileReply): { peerId: string; name: string; has: boolean }[] {
  const peers = useFleet((state) => state.peers);
  return [...peers.values()]
    .filter(({ state }) => state === 'up')
    .map((peer) => ({
      peerId: peer.peerId,
      name: peerName(peer),
      has: file.holders.some(({ peerId, complete }) => complete && peerId === peer.peerId),
    }))
    .sort((a, b) => Number(a.has) - Number(b.has) || (a.name < b.name ? -1 : 1));
}
