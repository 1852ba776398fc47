'use client';
import { useView } from '../use-services.tsx';
import { FileList } from './file-list.tsx';
import { FilePanel } from './file-panel.tsx';

export function FilesPanel() {
  const { file } = useView();
  return file === null ? <FileList /> : <FilePanel key={file} fileId={file} />;
}
