'use client';
import { type FormEvent, useState } from 'react';
import { peerName } from '../model/members.ts';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import type { RoutingName } from '../wire-event.ts';
import { ask } from './ask.ts';
import { resolveKey } from './resolve-key.ts';

export function LookupForm({ linkedKey, at }: { linkedKey: string | null; at: string | null }) {
  const t = useText();
  const services = useServices();
  const session = useStore(services.session);
  const peers = useFleet((state) => state.peers);
  const up = [...peers.values()]
    .filter((peer) => peer.state === 'up')
    .sort((a, b) => (peerName(a) < peerName(b) ? -1 : 1));
  const [text, setText] = useState(session.question?.label ?? linkedKey ?? '');
  const [chosen, setChosen] = useState<string | null>(session.question?.peerId ?? null);
  const [routing, setRouting] = useState<RoutingName>(session.question?.routing ?? 'classic');
  const past = useIsPast();
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const peerId = [chosen, at].find((id) => up.some((peer) => peer.peerId === id)) ?? up[0]?.peerId;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || peerId === undefined) return setNote(t.lookup.needsText);
    setBusy(true);
    setNote('');
    setError(null);
    try {
      const found = await resolveKey(text, services.api, sha256, new AbortController().signal);
      await ask(services, {
        key: found.key,
        label: text.trim(),
        peerId,
        routing,
        unnamed: found.kind === 'text',
      });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-3 px-4 py-3">
      <TextField
        label={t.lookup.what}
        hint={t.lookup.whatHint}
        value={text}
        onChange={(e) => setText(e.target.value)}
        maxLength={255}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField label={t.lookup.at} value={peerId ?? ''} onChange={(e) => setChosen(e.target.value)}>
          {up.map((peer) => (
            <option key={peer.peerId} value={peer.peerId}>
              {peerName(peer)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t.lookup.routing}
          value={routing}
          onChange={(e) => setRouting(e.target.value as RoutingName)}
        >
          <option value="classic">{t.lookup.classic}</option>
          <option value="full">{t.lookup.full}</option>
          <option value="auto">{t.lookup.auto}</option>
        </SelectField>
      </div>
      <Button type="submit" kind="primary" icon="route" disabled={busy || past}>
        {busy ? t.lookup.going : t.lookup.go}
      </Button>
      {note !== '' && (
        <p role="status" className="hint">
          {note}
        </p>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </form>
  );
}

/** The browser offers digests only on https and localhost. */
function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (globalThis.crypto?.subtle === undefined) throw new Error('NO_DIGEST');
  return crypto.subtle.digest('SHA-256', bytes);
}
