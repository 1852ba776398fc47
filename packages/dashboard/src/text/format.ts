// Numbers for people. Sizes are binary and say so (KiB); times keep two or three digits that mean something.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Milliseconds as measured: 0.42 ms, 3.1 ms, 120 ms, 2.4 s. */
export function formatMs(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A span as its two largest parts: 42 s, 3 min 5 s, 2 h 4 min, 3 d 1 h. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Time of day in two parts, for the feed: 14:05:09 and .123. */
export function formatClock(timeMs: number): readonly [string, string] {
  const time = new Date(timeMs);
  const two = (n: number) => String(n).padStart(2, '0');
  const ms = String(time.getMilliseconds()).padStart(3, '0');
  return [`${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`, `.${ms}`];
}

/** The head of an id, enough to tell ids apart by eye. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** A share of the whole in percent, with enough digits to tell small ones from nothing. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 1 ? percent.toFixed(1) : percent.toPrecision(2)} %`;
}
