import type { Shape } from '../ring/draw/shape.ts';

const COLORS: Record<Shape, string> = {
  healthy: 'text-healthy',
  joining: 'text-joining',
  suspect: 'text-suspect',
  failed: 'text-failed',
  replica: 'text-replica',
};

/** The state's mark in text: the same shapes and colours as on the ring. With a label it speaks for itself. */
export function MarkIcon({
  shape,
  label,
  size = 12,
  hollow = false,
}: {
  shape: Shape;
  label?: string;
  size?: number;
  hollow?: boolean;
}) {
  const box = { width: size, height: size, viewBox: '-6 -6 12 12', className: `shrink-0 ${COLORS[shape]}` };
  if (label === undefined) {
    return (
      <svg {...box} aria-hidden="true">
        {drawing(shape, hollow)}
      </svg>
    );
  }
  return (
    <svg {...box} role="img" aria-label={label}>
      {drawing(shape, hollow)}
    </svg>
  );
}

function drawing(shape: Shape, hollow: boolean) {
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round' } as const;
  switch (shape) {
    case 'healthy':
      return <circle r="4.500" fill="currentColor" />;
    case 'joining':
      return <circle r="3.800" {...line} />;
    case 'suspect':
      return <path d="M0-5 5.200 4.200H-5.200Z" fill="currentColor" />;
    case 'failed':
      return <path d="M-3.800-3.800 3.800 3.800M3.800-3.800-3.800 3.800" {...line} strokeWidth={2.2} />;
    case 'replica':
      return (
        <path
          d="M0-5.200 5.200 0 0 5.200-5.200 0Z"
          {...(hollow ? { ...line, strokeWidth: 1.5 } : { fill: 'currentColor' })}
        />
      );
  }
}
