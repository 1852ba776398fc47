/** What the process says to scripts. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  notFound: 3,
  unavailable: 4,
  integrity: 5,
  timeout: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an error's code, as REST and the domain name it. */
export function exitOfCode(code: string): ExitCode {
  return EXIT_OF_CODE[code] ?? EXIT.error;
}

const EXIT_OF_CODE: Readonly<Record<string, ExitCode>> = {
  INVALID_ARGUMENT: EXIT.usage,
  NOT_FOUND: EXIT.notFound,
  FILE_NOT_FOUND: EXIT.notFound,
  BUSY: EXIT.unavailable,
  OVERLOADED: EXIT.unavailable,
  NOT_JOINED: EXIT.unavailable,
  PEER_UNREACHABLE: EXIT.unavailable,
  QUORUM_FAILED: EXIT.unavailable,
  CONTENT_CORRUPT: EXIT.integrity,
  LOOKUP_TIMEOUT: EXIT.timeout,
};
