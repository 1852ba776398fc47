// Line icons on a 16 px grid; decoration only, so a button that has no words carries an aria-label of its own.
const PATHS = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.600-1.400L14 14',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13.500 9.600A6 6 0 0 1 6.400 2.500a6 6 0 1 0 7.100 7.100Z',
  auto: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M10 4.400v7.200M12 5.600v4.800',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  check: 'M3 8.500 6.500 12 13 4.500',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  back: 'M9.500 3 4.500 8l5 5',
  play: 'M4.500 2.500v11l9-5.500z',
  pause: 'M5 3v10M11 3v10',
  step: 'M3.500 3v10l6.500-5zM12.500 3v10',
  finish: 'M2.500 3v10l5-5zM8 3v10l5-5zM14 3v10',
  restart: 'M3 8a5 5 0 1 0 1.700-3.700M3 2.500v3h3',
  download: 'M8 2v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11',
  upload: 'M8 10.500v-8M4.500 6 8 2.500 11.500 6M2.500 13.500h11',
  trash: 'M2.500 4.500h11M6 4V2.500h4V4M4 4.500l.6 9h6.800l.6-9M6.700 7v4M9.300 7v4',
  file: 'M4 1.500h5l3.500 3.500v9.500H4zM9 1.500V5h3.500',
  key: 'M10.500 8.500a3 3 0 1 0-2.900-2.200L2.500 11.500V13.500h2.500v-2h2l1.300-1.300',
  route:
    'M3.500 13a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM12.500 6a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM5 11.500h4.500a2 2 0 0 0 0-4h-3a2 2 0 0 1 0-4H11',
  peers:
    'M8 4a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM3 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM13 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM7 4 3.800 10.500M9 4l3.200 6.500M4.500 12h7',
  pulse: 'M1.500 8.500h3l2-5 3 9 2-4h3',
  stop: 'M4 4h8v8H4z',
  save: 'M8 2v7M5 6.500 8 9.500l3-3M2.500 11v2.500h11V11',
  folder: 'M1.500 12.500v-9h4.500l1.500 2h7v7z',
  pin: 'M5.500 1.500h5l-.8 4.500 2.300 2.500H4l2.300-2.500zM8 8.500v6',
  bolt: 'M9 1.500 3.500 9H8l-1 5.500L12.500 7H8z',
  lab: 'M6 1.500h4M6.500 1.500v5L2.500 13.500h11l-4-7v-5M4.500 10h7',
  ring: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z',
  list: 'M5.500 4h8M5.500 8h8M5.500 12h8M2.500 4h.01M2.500 8h.01M2.500 12h.01',
  up: 'M4 9.500 8 5.500l4 4',
  down: 'M4 6.500 8 10.500l4-4',
  minus: 'M3.500 8h9',
  plus: 'M3.500 8h9M8 3.500v9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
