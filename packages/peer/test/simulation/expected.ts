import { AcordeError } from '@acorde/protocol';

/** Anything but a failure of the program. */
export function expected(error: unknown): void {
  const code = (error as { code?: string }).code;
  if (
    !(error instanceof Error) ||
    code === undefined ||
    (error instanceof AcordeError && code === 'INTERNAL')
  )
    throw error;
}
