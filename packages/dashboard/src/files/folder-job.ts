// A folder on its way: every file below it under its own name, and then the list of them as a file that has the folder's
// name, as `acorde file put DIR` does. What is there already is found by its content, so trying again sends only the rest.
import {
  FOLDER_FILES_MAX,
  FOLDER_LIST_BYTES_MAX,
  FOLDER_TYPE,
  type FolderFile,
  isSafePath,
  writeFolderList,
} from '@acorde/protocol/folder-list.ts';
import type { FileProgress, FolderProgress, PlacedFile, UploadEnd, UploadFault } from './upload.ts';
import type { Job, Lanes } from './upload-lanes.ts';

/** A fault that one file has, all others likely have too: after so many the rest is not tried. */
export const FAULTS_MAX = 20;

export interface FolderJobParts {
  readonly uploadId: number;
  readonly name: string;
  readonly files: readonly PlacedFile[];
  readonly peerId: string | null;
  readonly lanes: Lanes;
  /** Something has moved; `sent` in bytes, of all files. */
  onChange(sent: number, folder: FolderProgress): void;
  /** All files are there; the list is on its way. */
  onList(): void;
  onEnd(end: UploadEnd): void;
  onFault(error: UploadFault): void;
}

export interface FolderJob {
  /** Sends what is not there yet. Called again, it tries what had failed. */
  start(): void;
}

export function createFolderJob(parts: FolderJobParts): FolderJob {
  const done = new Map<string, FolderFile>();
  const current = new Map<string, FileProgress>();
  let failed: { path: string; error: UploadFault }[] = [];
  let doneBytes = 0;
  let open = 0;

  const tell = () => {
    const underWay = [...current.values()];
    const sent = underWay.reduce((sum, file) => sum + file.sent, doneBytes);
    parts.onChange(sent, { files: parts.files.length, done: done.size, current: underWay, failed });
  };

  const next = () => {
    if (failed.length >= FAULTS_MAX) parts.lanes.cancel(parts.uploadId);
    else if (open > 0) return tell();
    current.clear();
    tell();
    const first = failed[0];
    if (first !== undefined) parts.onFault(first.error);
    else sendList();
  };

  const jobOf = ({ path, file }: PlacedFile): Job => ({
    ...{ uploadId: parts.uploadId, peerId: parts.peerId, file },
    began() {
      current.set(path, { path, size: file.size, sent: 0 });
      tell();
    },
    sent(bytes) {
      current.set(path, { path, size: file.size, sent: Math.min(bytes, file.size) });
      tell();
    },
    ended({ reply }) {
      current.delete(path);
      done.set(path, { path, id: reply.id, size: reply.size, sha256: reply.sha256 });
      doneBytes += file.size;
      open -= 1;
      next();
    },
    failed(error) {
      current.delete(path);
      failed = [...failed, { path, error }];
      open -= 1;
      next();
    },
  });

  const sendList = () => {
    const text = writeFolderList([...done.values()]);
    const list = new File([text], parts.name, { type: FOLDER_TYPE });
    if (list.size > FOLDER_LIST_BYTES_MAX) return parts.onFault(fault(`the folder has too many files`));
    const { uploadId, peerId, onList, onEnd, onFault } = parts;
    const quiet = { began: onList, sent: () => {}, ended: onEnd, failed: onFault };
    parts.lanes.add([{ uploadId, peerId, file: list, ...quiet }]);
  };

  return {
    start() {
      const refused = refusal(parts.files);
      if (refused !== null) return parts.onFault(refused);
      failed = [];
      current.clear();
      const left = parts.files.filter(({ path }) => !done.has(path));
      open = left.length;
      if (left.length === 0) next();
      else parts.lanes.add(left.map(jobOf));
    },
  };
}

function refusal(files: readonly PlacedFile[]): UploadFault | null {
  if (files.length > FOLDER_FILES_MAX) return fault(`a folder may have at most ${FOLDER_FILES_MAX} files`);
  const bad = files.find(({ path }) => !isSafePath(path));
  return bad === undefined ? null : fault(`${bad.path} cannot be named in a folder`);
}

function fault(message: string): UploadFault {
  return { code: 'INVALID_ARGUMENT', message };
}
