import type { ComponentProps, ReactNode } from 'react';

const BOX =
  'h-8 w-full rounded-md border border-line-strong bg-ground px-2.5 text-sm text-text placeholder:text-muted focus-visible:border-accent';

/** An input with its visible name above it. */
export function TextField({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'className'> & { label: string; hint?: string }) {
  return (
    <label className="block">
      <span className="label mb-1 block">{label}</span>
      <input type="text" spellCheck={false} autoComplete="off" {...rest} className={BOX} />
      {hint && <span className="hint mt-1 block">{hint}</span>}
    </label>
  );
}

export function SelectField({
  label,
  children,
  ...rest
}: Omit<ComponentProps<'select'>, 'className'> & { label: string; children: ReactNode }) {
  return (
    <label className="block min-w-0">
      <span className="label mb-1 block">{label}</span>
      <select {...rest} className={BOX}>
        {children}
      </select>
    </label>
  );
}

/** A select whose name is only heard; for toolbars. */
export function BareSelect({
  label,
  children,
  ...rest
}: Omit<ComponentProps<'select'>, 'className'> & { label: string; children: ReactNode }) {
  return (
    <select
      aria-label={label}
      {...rest}
      className="h-7 max-w-40 min-w-0 rounded-md border border-line bg-ground px-2 text-xs text-text hover:border-line-strong"
    >
      {children}
    </select>
  );
}
