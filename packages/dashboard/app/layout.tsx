import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { themeScript } from '../src/shell/theme-script.ts';
import './globals.css';

export const metadata: Metadata = {
  title: 'Acorde',
  description: 'A live window on a ring of peers that share files',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this repository, run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
