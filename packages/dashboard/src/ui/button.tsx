import type { ComponentProps } from 'react';
import { Icon, type IconName } from './icon.tsx';

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  kind?: 'primary' | 'quiet' | 'outline' | 'danger';
  icon?: IconName;
};

const KINDS = {
  primary: 'bg-accent text-accent-ink font-medium hover:opacity-90',
  outline: 'border border-line-strong hover:bg-hover',
  quiet: 'hover:bg-hover',
  danger: 'border border-failed text-text font-medium hover:bg-hover',
};

export function Button({ kind = 'outline', icon, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex h-8 items-center justify-center gap-2 rounded-md px-3 text-sm whitespace-nowrap transition-colors duration-[120ms] disabled:opacity-50 ${KINDS[kind]}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'aria-label'> & {
  icon: IconName;
  label: string;
  small?: boolean;
};

/** A button with only a picture; its label is its accessible name and its tooltip. */
export function IconButton({ icon, label, small = false, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-[120ms] hover:bg-hover hover:text-text disabled:opacity-40 ${small ? 'size-6' : 'size-8'}`}
    >
      <Icon name={icon} size={small ? 14 : 16} />
    </button>
  );
}
