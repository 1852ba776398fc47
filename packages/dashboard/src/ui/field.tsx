import { type ComponentProps, type ReactNode, useId } from 'react';

const BOX =
  'h-8 w-full rounded-md border border-line-strong bg-ground px-2.5 text-sm text-text placeholder:text-muted focus-visible:border-accent';

/** An input with its visible name above it. */
export function TextField({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'className' | 'id'> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="label mb-1 block">
        {label}
      </label>
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        id={id}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        className={BOX}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint mt-1">
          {hint}
        </p>
      )}
    </div>
  );
}

export function SelectField({
  label,
  children,
  ...rest
}: Omit<ComponentProps<'select'>, 'className' | 'id'> & { label: string; children: ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="label mb-1 block">
        {label}
      </label>
      <select {...rest} id={id} className={BOX}>
        {children}
      </select>
    </div>
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
