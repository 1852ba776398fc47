import { accessSync, constants, statSync } from 'node:fs';
import { AcordeError } from '@acorde/protocol';

/** A folder that is not there now is a slip of the pen; one that goes away later is not. Errors: INVALID_ARGUMENT. */
export function checkShareFolder(share: string): void {
  try {
    accessSync(share, constants.R_OK);
    if (statSync(share).isDirectory()) return;
  } catch (error) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `Cannot read the folder ${share}. Give an existing one with --share.`,
      {
        cause: error,
      },
    );
  }
  throw new AcordeError('INVALID_ARGUMENT', `${share} is not a folder. Give one with --share.`);
}
