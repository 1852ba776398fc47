// Every sentence that the page says, in English. Other languages have the same shape.
import type { Health } from '../model/health.ts';
import { enFiles } from './en-files.ts';
import { enFleet } from './en-fleet.ts';

const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const list = (names: readonly string[]) =>
  names.length <= 2 ? names.join(' and ') : `${names[0]}, ${names[1]} and ${names.length - 2} more`;

export const en = {
  ...enFleet,
  ...enFiles,
  code: 'en',
  appName: 'Acorde',
  health(finding: Health['finding'], counts: Health['counts']): string {
    switch (finding.kind) {
      case 'connecting':
        return 'Connecting to the gateway';
      case 'empty':
        return 'No peer has joined yet';
      case 'failed':
        return `${list(finding.names)} failed; ${finding.ideal ? `the ring of ${counts.members} has closed` : 'the ring is closing'}`;
      case 'suspect':
        return `Checking ${list(finding.names)}`;
      case 'joining':
        return `${list(finding.names)} on the way`;
      case 'settling':
        return finding.unsettled === 0
          ? 'The ring is settling'
          : `Settling: ${plural(finding.unsettled, 'member', 'members')} not in place yet`;
      case 'repairing':
        return `One ring; restoring ${plural(finding.repairs, 'copy', 'copies')}`;
      case 'healthy':
        return `One ring of ${plural(counts.members, 'member', 'members')}, in order`;
    }
  },
  center: {
    peersUp: (up: number, peers: number) =>
      up === peers
        ? plural(up, 'peer', 'peers').replace(/^\S+ /, '')
        : `of ${peers.toLocaleString('en')} peers up`,
    ideal: 'One ring, in order',
    settling: 'Ring is settling',
    copies: (n: number) => plural(n, 'copy', 'copies'),
    entries: (n: number) => plural(n, 'file name', 'file names'),
    repairing: (n: number) => `restoring ${plural(n, 'copy', 'copies')}`,
  },
  link: {
    live: 'Live',
    connecting: 'Connecting',
    lost: 'Offline',
    banner: (age: string) => `No word from the gateway. What you see is ${age} old. Reconnecting…`,
    lastKnown: (sentence: string) => `Last known: ${sentence}`,
    never: 'The gateway does not answer yet. Is it running? Start it with: npm start',
    eventsDirect: 'Events come straight from the peers',
    eventsAmqp: 'Events come through RabbitMQ',
    brokerDown: (reason: string) =>
      `The broker does not answer${reason === '' ? '' : `: ${reason}`}. The peers work on; events will follow.`,
  },
  theme: { label: 'Theme', auto: 'Auto', light: 'Light', dark: 'Dark' },
  language: 'Language',
  help: {
    open: 'Keyboard help',
    title: 'Keyboard',
    keys: [
      ['←  →', 'Walk the ring'],
      ['Enter', 'Open the peer'],
      ['Esc', 'Close or go back'],
      ['/', 'Search files, peers and keys'],
      ['Space', 'Play or pause a lookup'],
      ['.', 'Next hop of a lookup'],
      ['?', 'This help'],
    ] as readonly (readonly [string, string])[],
    about:
      'Each mark stands where its 256-bit identifier lies on the circle: zero at the top, growing clockwise.',
  },
  close: 'Close',
  back: 'Back',
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Try again',
  cancel: 'Cancel',
  more: 'More',
  tabs: {
    ring: 'Ring',
    fleet: 'Fleet',
    peers: 'Peers',
    files: 'Files',
    lookup: 'Lookup',
    events: 'Events',
    label: 'Views',
  },
  marks: {
    healthy: 'up',
    joining: 'joining or leaving',
    suspect: 'suspect',
    failed: 'failed',
    replica: 'copy of the file',
  },
  states: { joining: 'joining', up: 'up', leaving: 'leaving', failed: 'failed', suspect: 'suspect' },
  search: {
    label: 'Search files, peers and keys',
    placeholder: 'Files, peers, keys',
    lookUpKey: 'Look this key up',
    openFile: 'Open the file with this id',
    allFiles: (text: string) => `All files that match “${text}”`,
  },
  ring: {
    label: (members: number) =>
      `Ring of ${plural(members, 'member', 'members')}. Arrow keys walk it, Enter opens a peer.`,
    tags: { predecessor: 'pred', owner: 'owner', start: 'start' },
    key: 'key',
    empty: 'No member yet. Start a fleet with: npm start',
    legend: 'Legend',
  },
  peers: {
    name: 'Name',
    place: 'Place',
    copies: 'Copies',
    held: 'Held',
    empty: 'No peer has joined yet.',
    caption: 'The ring as a table, in order of place',
  },
  peer: {
    id: 'Peer id',
    address: 'Peer address',
    api: 'API',
    version: 'Version',
    zone: 'Zone',
    uptime: 'Up for',
    memory: 'Memory',
    process: 'Process',
    events: 'Events',
    unknown: 'not known yet',
    copies: 'copies',
    bytes: 'held',
    entries: 'shared',
    records: 'records',
    places: 'Place on the ring',
    member: 'Member id',
    owns: 'Owns',
    predecessor: 'Predecessor',
    successors: 'Successors',
    fingers: 'Fingers',
    finger: (exponent: number) => `+2^${exponent}`,
    noSuccessors: 'It is alone on its ring.',
    noFingers: 'No fingers yet.',
    transfers: 'Transfers',
    noTransfers: 'Nothing on its way.',
    files: 'Files it shares',
    noFiles: 'It shares no file.',
    recent: 'Recent events',
    noEvents: 'No event seen since this page was opened.',
    command: 'The same, on the command line',
    gone: 'This peer is not part of the fleet any more.',
    readFailed: 'The peer does not answer now. Shown is what was last heard of it.',
    failedBecause: (reason: string) => `Failed: ${reason}`,
  },
  lookup: {
    title: 'Lookup',
    what: 'File name, file id or key',
    whatHint: 'A key is 64 hex digits. Any other text is taken for a file name.',
    at: 'Ask',
    routing: 'Routing',
    classic: 'Classic (fingers)',
    full: 'Full membership',
    auto: 'As the peer decides',
    go: 'Look up',
    going: 'Looking up',
    needsText: 'Write what to look up.',
    noSuchName: (name: string) => `No file is called “${name}”. The key is the SHA-256 of that text.`,
    noDigest:
      'No file has that name, and this browser offers no SHA-256 outside https or localhost. Give a key.',
    none: 'No lookup yet. Ask for a file or a key, and watch the question travel.',
    recent: 'Seen in the fleet',
    hop: (n: number) => `Hop ${n}`,
    hops: (n: number) => plural(n, 'hop', 'hops'),
    total: (ms: string) => `${ms} in all`,
    running: 'Under way',
    ownerIs: 'Owner',
    atOnce: 'The peer that was asked owns the key: no hop was needed.',
    fromReply: 'The events of this lookup were dropped on their way; these hops are the reply of the peer.',
    slow: (factor: string) => `slowed ${factor}×`,
    realTime: 'in real time',
    slower: 'Slower',
    faster: 'Faster',
    play: 'Play',
    pause: 'Pause',
    step: 'Next hop',
    finish: 'Show all',
    restart: 'From the start',
    dismiss: 'Dismiss',
    outcomes: {
      forwarded: 'named a closer member',
      owner: 'owns the key',
      not_owner: 'does not own the key',
      unreachable: 'did not answer',
      busy: 'was busy',
      error: 'answered with an error',
    },
    key: 'Key',
    startsAt: 'Starts at',
    failed: (code: string) => `Ended without an owner: ${code}`,
  },
  feed: {
    title: 'Events',
    filter: 'Filter by text',
    type: 'Type',
    peer: 'Peer',
    allTypes: 'All types',
    allPeers: 'All peers',
    pause: 'Pause',
    resume: (n: number) => (n === 0 ? 'Resume' : `Resume · ${plural(n, 'new', 'new')}`),
    export: 'Export JSON',
    empty: 'Nothing has happened yet.',
    noMatch: 'No event passes the filter.',
    shown: (n: number, of: number) =>
      n === of
        ? plural(n, 'event', 'events')
        : `${n.toLocaleString('en')} of ${plural(of, 'event', 'events')}`,
    resync: 'The page read everything anew; events in between may be missing here.',
  },
  events: {
    'peer.started': 'started',
    'peer.joined': (via: string | null) => (via === null ? 'started a ring of one' : `joined by ${via}`),
    'peer.left': 'left',
    'peer.failed': (who: string, reason: string) => `saw ${who} fail${reason === '' ? '' : `: ${reason}`}`,
    'peer.registered': (who: string) => `admitted ${who}`,
    'neighbors.changed': (predecessor: string, successor: string) =>
      `now stands between ${predecessor} and ${successor}`,
    'rings.merged': (who: string) => `met the ring of ${who}`,
    'file.stored': (name: string, copies: number) => `stored ${name} (${plural(copies, 'copy', 'copies')})`,
    'file.replicated': (id: string, repair: boolean) =>
      `${repair ? 'restored a copy' : 'has a copy'} of ${id}`,
    'file.deleted': (name: string) => `deleted ${name}`,
    'repair.started': (id: string, who: string) => `asks ${who} to restore a copy of ${id}`,
    'chunk.rejected': (id: string, who: string) => `got wrong bytes of ${id} from ${who}`,
    'repair.finished': (id: string, who: string, error: string) =>
      error === '' ? `${who} has restored a copy of ${id}` : `${who} could not restore ${id}: ${error}`,
    'lookup.hop': (n: number, who: string, ms: string) => `hop ${n} to ${who}, ${ms}`,
    'lookup.ended': (key: string, who: string | null, hops: number, ms: string) =>
      who === null
        ? `found no owner of ${key}`
        : `found ${who} as owner of ${key}: ${plural(hops, 'hop', 'hops')}, ${ms}`,
    'transfer.progress': (kind: string, name: string, state: string) =>
      `${kind.toLowerCase()} of ${name}: ${state}`,
    'gateway.gap': 'events were lost; its state was read anew',
  },
  errors: {
    network: 'The gateway does not answer. Is the fleet running? Start it with: npm start',
    forbidden:
      'The gateway refuses this. Open the page by the address that npm start printed, then try again.',
    unknown: 'Something went wrong.',
    crashed: 'This page has failed. What the fleet does is not touched by it.',
    reload: 'Reload',
  },
};

export type Strings = typeof en;
