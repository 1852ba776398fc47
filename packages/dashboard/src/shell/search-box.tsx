'use client';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useFileSearch } from '../files/use-file-search.ts';
import { ask } from '../lookup/ask.ts';
import { Icon } from '../ui/icon.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import { SearchList } from './search-list.tsx';
import { type SearchOption, searchOptions } from './search-options.ts';

/** The event by which `/` comes here from anywhere on the page. */
export const SEARCH_EVENT = 'acorde:search';

/** One box for peers, files and keys: a combobox with a list below it. */
export function SearchBox() {
  const t = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const peers = useFleet((state) => state.peers);
  const { reply, loading } = useFileSearch({ text: text.trim(), pageSize: 6 });
  const options = searchOptions(text, peers.values(), reply?.entries ?? []);
  const choose = useChoose(() => {
    setOpen(false);
    setText('');
    input.current?.blur();
  });
  useEffect(() => {
    const focus = () => input.current?.focus();
    window.addEventListener(SEARCH_EVENT, focus);
    return () => window.removeEventListener(SEARCH_EVENT, focus);
  }, []);
  const shown = open && text.trim() !== '';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false);
      input.current?.blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : options.length - 1;
      setActive((at) => (options.length === 0 ? 0 : (at + step) % options.length));
    } else if (event.key === 'Enter') {
      const option = options[Math.min(active, options.length - 1)];
      if (option !== undefined) choose(option);
    }
  };
  return (
    <search
      className="relative min-w-0 flex-1"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <span className="pointer-events-none absolute top-2 left-2.5 text-muted">
        <Icon name="search" />
      </span>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t.search.label}
        aria-expanded={shown}
        aria-controls={id}
        aria-autocomplete="list"
        {...(shown && options.length > 0
          ? { 'aria-activedescendant': `${id}-${Math.min(active, options.length - 1)}` }
          : {})}
        placeholder={t.search.placeholder}
        spellCheck={false}
        autoComplete="off"
        maxLength={255}
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        className="peer h-8 w-full rounded-md border border-line bg-surface pr-2 pl-8 text-sm transition-[width] duration-[200ms] placeholder:text-muted hover:border-line-strong sm:w-48 sm:pr-7 sm:focus:w-64 lg:w-64 lg:focus:w-80"
      />
      <kbd className="pointer-events-none absolute top-1.5 right-2 hidden rounded border border-line px-1 font-mono text-xs text-muted peer-focus:hidden sm:block">
        /
      </kbd>
      {shown && (
        <SearchList
          id={id}
          options={options}
          active={Math.min(active, options.length - 1)}
          loading={loading}
          onChoose={choose}
        />
      )}
    </search>
  );
}

function useChoose(done: () => void): (option: SearchOption) => void {
  const services = useServices();
  const { view, fleet } = services;
  return (option) => {
    done();
    switch (option.kind) {
      case 'peer':
        return view.dispatch({ tab: 'peers', peer: option.id });
      case 'file':
      case 'file-id':
        return view.dispatch({ tab: 'files', file: option.id });
      case 'all':
        return view.dispatch({ tab: 'files', file: null, query: option.text });
      case 'key': {
        const up = [...fleet.getState().peers.values()].find((peer) => peer.state === 'up');
        if (up !== undefined)
          void ask(services, { key: option.id, label: option.id, peerId: up.peerId, routing: 'classic' });
      }
    }
  };
}
