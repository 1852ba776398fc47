/** The sign: a ring, three members and one finger. */
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" className="shrink-0">
      <circle cx="11" cy="11" r="7.500" fill="none" stroke="var(--line-strong)" strokeWidth="1.6" />
      <path
        d="M11 3.500Q10.200 10.300 4.500 14.750"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <circle cx="11" cy="3.500" r="2.600" fill="var(--text)" />
      <circle cx="4.500" cy="14.750" r="2.600" fill="var(--text)" />
      <circle cx="17.500" cy="14.750" r="2.600" fill="var(--text)" />
    </svg>
  );
}
