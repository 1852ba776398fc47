// A folder's list as the command line takes it: a list that is wrong is a failure of integrity with its own words.
import { FolderFault, type FolderFile, readFolderList as read } from '@acorde/protocol/folder-list.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** Errors: integrity, when it is no list or a path is not safe. */
export function readFolderList(text: string): FolderFile[] {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof FolderFault)) throw error;
    throw new CliError(EXIT.integrity, `This folder cannot be taken out: ${error.message}.`);
  }
}
