export default function NotFound() {
  return (
    <main className="flex h-dvh flex-col items-center justify-center gap-3">
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <a className="text-accent underline" href="/">
        To the ring
      </a>
    </main>
  );
}
