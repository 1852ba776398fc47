import type { Metadata } from 'next';
import { LabPage } from '../../src/lab/lab-page.tsx';

export const metadata: Metadata = { title: 'Acorde · Lab' };

export default function Page() {
  return <LabPage />;
}
